import type { ReactNode } from "react";

/** Drawn on 24 units, in the text's colour and size. Decoration only: the word beside it says the same. */
function icon(shape: ReactNode) {
  return function Icon({ size = 16 }: { readonly size?: number }) {
    return (
      <svg
        aria-hidden
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={2.2}
        strokeLinecap="round"
        strokeLinejoin="round"
        style={{ flexShrink: 0 }}
      >
        {shape}
      </svg>
    );
  };
}

export const CheckIcon = icon(<path d="M5 13l4.5 4.5L19 7.5" />);
export const CrossIcon = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const AlertIcon = icon(
  <>
    <path d="M12 4L2.8 19.5h18.4z" />
    <path d="M12 10v4.2M12 17v.1" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.2 2" />
  </>,
);
export const RunIcon = icon(<path d="M20 12a8 8 0 1 1-2.6-5.9M20 3.5V8h-4.5" />);
export const QuestionIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M9.6 9.6a2.5 2.5 0 1 1 3.4 2.5c-.7.3-1 .8-1 1.6M12 16.6v.1" />
  </>,
);
export const TrashIcon = icon(<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.9 12.5h9.2L17.5 7M10.3 11v5M13.7 11v5" />);
export const BackIcon = icon(<path d="M19 12H5.500M11 6l-6 6 6 6" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.500v2.300M12 19.200v2.300M2.5 12h2.300M19.2 12h2.300M5.3 5.300l1.6 1.600M17.1 17.100l1.6 1.600M18.7 5.300l-1.6 1.600M6.9 17.100l-1.6 1.6" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z" />);
