/** What can be chosen in a menu. */
export interface MenuItem {
  label: string
  isDisabled?: boolean
  /** For one that switches something. */
  isChecked?: boolean
  onChoose: () => void
}
