/** What can be chosen in a menu. */
export interface MenuItem {
  label: string
  isDisabled?: boolean
  onChoose: () => void
}
