using JusInfer.Portal.Admission.Runaway;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The errors for calls of paused runs and keys. Their status is 403, which client libraries do not retry.</summary>
internal static class PauseErrors
{
    public static GatewayError From(Pause pause) => pause.Scope == PauseScope.Run
        ? From(ErrorCodes.RunPaused, "run", pause.Reason, "Runs", $"/v1/runs/{Uri.EscapeDataString(pause.Subject)}/resume")
        : From(ErrorCodes.KeyPaused, "key", pause.Reason, "Keys", $"/v1/keys/{pause.Subject}/resume");

    private static GatewayError From(string code, string subject, string reason, string tab, string path) => new(
        StatusCodes.Status403Forbidden,
        code,
        $"Runaway protection has paused this {subject}. {reason} To continue, resume the {subject} under Developer, {tab}, or with POST {path}.")
    {
        FinalForClient = true,
    };
}
