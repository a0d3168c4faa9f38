using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Changes the password of a signed-in account.</summary>
internal sealed class PasswordChange(PasswordCheck check, PasswordSetter passwords, IPasswordResetStore resets, UserSessions sessions, IAuditStore audit)
{
    private const string Current = "current";

    /// <summary>Changes the password and ends all other sessions of the account, with their cookies and tokens, and an open link to set another one.</summary>
    public async Task<Result<PortalUser, RequestError>> ChangeAsync(
        SessionClaims me, Input<PasswordChangeRequest> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var (current, next) = (input.Request.Current!, input.Request.New!);
        if (!(await check.CheckAsync(me.User, current, Current, cancellationToken)).TryGet(out var user, out var error))
            return error;
        foreach (var message in PasswordRules.Check(next.Reveal(), user.Email!))
            input.AddError(nameof(PasswordChangeRequest.New), message.Replace("password ", "{0} ", StringComparison.Ordinal));
        if (current.Reveal() == next.Reveal()) input.AddError(nameof(PasswordChangeRequest.New), "{0} must not be the current password.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        await passwords.SetAsync(user, next);
        await resets.RemoveAsync(me.User, cancellationToken);
        await audit.AppendAsync(me.User, new AuditEvent(AuditActions.PasswordChanged, me.User.ToString()), cancellationToken);
        await sessions.EndOthersAsync(me, cancellationToken);
        return user;
    }
}
