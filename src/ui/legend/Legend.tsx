import { Dialog } from "../controls/Dialog.tsx";
import { forgetLegend } from "../share/address.ts";
import { useMedia } from "../state/use-media.ts";
import { LineFigure } from "./LineFigure.tsx";
import { CopiesFigure, LeaderFigure } from "./LogFigures.tsx";
import { DirectFigure, EffectsFigure } from "./OutsideFigures.tsx";
import { BodyFigure, EvidenceFigure, ExchangeFigure } from "./PartFigures.tsx";
import { QueueFigure } from "./QueueFigure.tsx";
import { SampleWorld } from "./SampleWorld.tsx";
import { TokenFigure } from "./TokenFigure.tsx";
import "./legend.css";

/** How to read the drawing: every figure is drawn by the components of the lanes, over a small still world. */
export function Legend() {
  const narrow = useMedia("(max-width: 1239px)");
  return (
    <Dialog title="How to read the drawing" className="legend" onClosed={forgetLegend}>
      <SampleWorld>
        <div className="legend-sheet">
          <TokenFigure />
          <LeaderFigure narrow={narrow} />
          <CopiesFigure narrow={narrow} />
          <QueueFigure narrow={narrow} />
          <EffectsFigure narrow={narrow} />
          <DirectFigure narrow={narrow} />
          <BodyFigure />
          <LineFigure />
          <ExchangeFigure />
          <EvidenceFigure />
        </div>
      </SampleWorld>
    </Dialog>
  );
}
