/** A person's settings that leave only what is tested on the screen. The browser chooses between light and dark. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  "workbench.startupEditor": "none",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.reduceMotion": "on",
  "window.autoDetectColorScheme": true,
}
