using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>Ends the sessions of another account, such as of someone whose device was stolen. Only operators may.</summary>
internal sealed class SessionRevocation(IPasswordResetStore accounts, IOperatorAuthorization operators, SignInSessions sessions)
{
    /// <summary>Ends all sessions of the account with this address, with their cookies and tokens.</summary>
    /// <returns>How many there were.</returns>
    public async Task<Result<int, RequestError>> EndAllAsync(Member actor, string email, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(actor.UserId, cancellationToken) is { } refused) return refused;
        if (await accounts.FindAccountAsync(email.Trim(), cancellationToken) is not { Id: var user })
            return new RequestError.Invalid(new ValidationErrors().Add("email", "No account has this e-mail address."));
        var live = await sessions.ListAsync(user, cancellationToken);
        await sessions.EndAllAsync(user, cancellationToken);
        return live.Length;
    }
}
