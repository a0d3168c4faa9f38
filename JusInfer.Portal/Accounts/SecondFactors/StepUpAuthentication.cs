using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Reads from the session when it used a second factor last, so that all nodes agree.</summary>
internal sealed class StepUpAuthentication(ISecondFactorStore factors, ISignInSessionStore sessions, IAuditCaller callers, TimeProvider time) : IStepUpAuthentication
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public const string Required = "Confirm this with your second factor at /account/confirm, or send a code to POST /v1/auth/second-factor, and then repeat it.";

    public async Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken)
    {
        if (!await factors.IsEnabledAsync(user, cancellationToken)) return null;
        if (callers.Current is not { User: { } who, Session: { } id } || who != user) return new RequestError.SecondFactorRequired(Required);
        var now = time.GetUtcNow();
        return await sessions.FindAsync(id, cancellationToken) is { SecondFactorAt: { } at } session && session.User == user
            && now - at < Window && at <= PlausibleTime.Latest(now, TimeSpan.Zero)
            ? null
            : new RequestError.SecondFactorRequired(Required);
    }
}
