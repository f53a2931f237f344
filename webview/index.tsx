import { createRoot } from "react-dom/client"
import "@xyflow/react/dist/base.css"
import "./styles/base.css"
import "./styles/controls.css"
import "./styles/frame.css"
import "./styles/graph.css"
import "./styles/boxes.css"
import "./styles/farAway.css"
import "./styles/arrows.css"
import "./styles/details.css"
import "./styles/log.css"
import "./styles/timeline.css"
import "./styles/pages.css"
import { App } from "./App.tsx"
import { startLayouter } from "./graph/layouter.ts"
import { vscodeHost } from "./host/vscodeHost.ts"
import { PanelModel } from "./model/panelModel.ts"
import { ModelContext } from "./model/useModel.ts"

const root = document.getElementById("root")
if (!root) throw new Error("The page has no element with the id 'root'")
const model = new PanelModel(vscodeHost())
createRoot(root).render(
  <ModelContext value={model}>
    <App />
  </ModelContext>,
)
// The host is asked first: what it sends takes longer.
requestAnimationFrame(() => setTimeout(startLayouter))
