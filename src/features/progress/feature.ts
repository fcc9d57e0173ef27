/**
 * Tells how far bodies are: the options `onUploadProgress` and `onDownloadProgress`.
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import { type CountBytes, HopContext } from "../../core/hop_context.ts";
import type { AnyOption } from "../../core/options/option.ts";
import { toCallback } from "../../core/options/settle.ts";
import type { Stage } from "../../core/stage.ts";
import type { RequestOptions } from "../../options.ts";
import { type ProgressCallback, ProgressMeter } from "./progress.ts";

type Name = "onUploadProgress" | "onDownloadProgress";

type ProgressOptions = Pick<RequestOptions, Name>;

/** Tells how far bodies are. */
export const progress: Feature = {
  options: [toOption("onUploadProgress"), toOption("onDownloadProgress")],
  install: () => ({ inner: withProgress }),
};

/** It is read where it was said: nobody but a request says it. */
function toOption(name: Name): AnyOption {
  return {
    name,
    by: "request",
    settle: (options: ProgressOptions) => void toCallback(name, options[name]),
  };
}

const withProgress: Stage = (next) => (request, context) => {
  const { onUploadProgress, onDownloadProgress } = said(context.options);
  if (!onUploadProgress && !onDownloadProgress) return next(request, context);
  const countSent = toCount(onUploadProgress);
  const countReceived = toCount(onDownloadProgress);
  return next(request, HopContext.of(context).with({ countSent, countReceived }));
};

function said(options: object): ProgressOptions {
  return options;
}

function toCount(report: ProgressCallback | null | undefined): CountBytes | undefined {
  return report ? (size) => new ProgressMeter(size, report) : undefined;
}
