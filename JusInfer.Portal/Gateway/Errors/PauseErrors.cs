using JusInfer.Portal.Admission.Runaway;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// The errors for calls of paused runs and keys, whose status is 403, and of paused teams, which have reached a limit: 402. Client
/// libraries retry neither.
/// </summary>
internal static class PauseErrors
{
    private const string TeamScope = "tenant.unbilled";

    public static GatewayError From(Pause pause) => pause.Scope switch
    {
        PauseScope.Run => From(ErrorCodes.RunPaused, "run", pause.Reason, "Runs", $"/v1/runs/{Uri.EscapeDataString(pause.Subject)}/resume"),
        PauseScope.Key => From(ErrorCodes.KeyPaused, "key", pause.Reason, "Keys", $"/v1/keys/{pause.Subject}/resume"),
        _ => new(
            StatusCodes.Status402PaymentRequired,
            ErrorCodes.CapReached,
            $"The team is paused. {pause.Reason} Its calls are rejected until {DateFormat.Minute(pause.EndsAt)} UTC, or until an "
            + "operator resumes it.")
        {
            Scope = TeamScope,
            FinalForClient = true,
        },
    };

    private static GatewayError From(string code, string subject, string reason, string tab, string path) => new(
        StatusCodes.Status403Forbidden,
        code,
        $"Runaway protection has paused this {subject}. {reason} To continue, resume the {subject} under Developer, {tab}, or with POST {path}.")
    {
        FinalForClient = true,
    };
}
