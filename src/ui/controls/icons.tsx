import { Moon, Plug, Redo2, Repeat2, Scissors, Snowflake, Sun, SunMoon, Trash2, TriangleAlert, Turtle, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";

/** Part glyphs of our own on a grid of 24, in the manner of the icon set that the rest comes from. */
function Glyph({ children }: { children: ReactNode }) {
  return (
    <svg className="glyph" width={20} height={20} viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
}

const SMALL = { size: 18, strokeWidth: 1.7, "aria-hidden": true } as const;

export const ProducerIcon = () => (
  <Glyph>
    <rect x="3" y="6" width="11" height="12" />
    <path d="M14 12h7m-3-3 3 3-3 3" />
  </Glyph>
);
export const ConsumerIcon = () => (
  <Glyph>
    <rect x="10" y="6" width="11" height="12" />
    <path d="M2 12h8m-3-3 3 3-3 3" />
  </Glyph>
);
export const CrashIcon = () => (
  <Glyph>
    <rect x="3" y="3" width="18" height="18" />
    <path d="M6 6l12 12M18 6 6 18" />
  </Glyph>
);
export const StopIcon = () => (
  <Glyph>
    <rect x="3" y="3" width="18" height="18" />
    <path d="M8 12h8" />
  </Glyph>
);
export const SplitIcon = () => (
  <Glyph>
    <path d="M2 12h6M16 12h6M10 6l-1 5M14 18l1-5M14.500 5l-5 14" />
  </Glyph>
);
export const FreezeIcon = () => <Snowflake {...SMALL} />;
export const PowerIcon = () => <Plug {...SMALL} />;
export const SlowIcon = () => <Turtle {...SMALL} />;
export const CutIcon = () => <Scissors {...SMALL} />;
export const WarningIcon = () => <TriangleAlert size={16} strokeWidth={1.9} aria-hidden={true} />;
export const RemoveIcon = () => <Trash2 {...SMALL} />;
export const AgainIcon = () => <Repeat2 {...SMALL} />;
export const UndoIcon = () => <Undo2 {...SMALL} />;
export const RedoIcon = () => <Redo2 {...SMALL} />;
export const CloseIcon = () => <X {...SMALL} />;

export const PlayIcon = () => (
  <Glyph>
    <path className="solid" d="M7 4v16l13-8z" />
  </Glyph>
);
export const PauseIcon = () => (
  <Glyph>
    <path d="M7 4h3v16H7zM14 4h3v16h-3z" />
  </Glyph>
);
export const StepBackIcon = () => (
  <Glyph>
    <path d="M16 5v14L6 12zM19.500 5v14" />
  </Glyph>
);
export const StepIcon = () => (
  <Glyph>
    <path d="M8 5v14l10-7zM4.500 5v14" />
  </Glyph>
);
export const SystemThemeIcon = () => <SunMoon size={16} strokeWidth={1.7} aria-hidden={true} />;
export const PaperThemeIcon = () => <Sun size={16} strokeWidth={1.7} aria-hidden={true} />;
export const BlueprintThemeIcon = () => <Moon size={16} strokeWidth={1.7} aria-hidden={true} />;
/** A box whose tick shows only in a pressed button. */
export const CheckBoxIcon = () => (
  <svg className="check-box" width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
    <rect x="0.750" y="0.750" width="10.500" height="10.500" />
    <path d="M3 6.200 5.200 8.500 9.200 3.500" />
  </svg>
);
export const DiceIcon = () => (
  <Glyph>
    <rect x="3" y="3" width="18" height="18" rx="2" />
    <path d="M8 8h.01M16 8h.01M12 12h.01M8 16h.01M16 16h.01" strokeWidth="2.600" />
  </Glyph>
);
export const Logo = () => (
  <svg className="logo" width={32} height={32} viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="14" cy="14" r="10.500" />
    <path d="M21.800 21.800 29 29" className="logo-handle" />
    <path d="M8 10.500h12M8 17.500h12" className="logo-thin" />
    <circle cx="11" cy="14" r="1.900" className="logo-dot" />
    <rect x="15.200" y="12.200" width="3.600" height="3.600" className="logo-dot" />
  </svg>
);
export const MenuIcon = () => (
  <Glyph>
    <path d="M3 5h18M3 12h18M3 19h18" />
  </Glyph>
);
