using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Changes the password of a signed-in account.</summary>
internal sealed class PasswordChange(
    PasswordCheck check, PasswordSetter passwords, IPasswordResetStore resets, SignInSessions sessions, ExternalProviders providers, IAuditStore audit,
    SecurityMails mails)
{
    private const string Current = "current";
    private const string New = "new";

    /// <summary>Changes the password and ends all other sessions of the account, with their cookies and tokens, and an open link to set another one.</summary>
    public async Task<Result<PortalUser, RequestError>> ChangeAsync(
        SignInClaims me, Input<PasswordChangeRequest> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var (current, next) = (input.Request.Current!, input.Request.New!);
        if (!(await check.CheckAsync(me.User, current, Current, cancellationToken)).TryGet(out var user, out var error))
            return error;
        foreach (var message in PasswordRules.Check(next.Reveal(), user.Email!))
            input.AddError(nameof(PasswordChangeRequest.New), message.Replace("password ", "{0} ", StringComparison.Ordinal));
        if (current.Reveal() == next.Reveal()) input.AddError(nameof(PasswordChangeRequest.New), "{0} must not be the current password.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        return await StoreAsync(user, me, next, cancellationToken);
    }

    /// <summary>Sets the password of an account that has none, and ends its other sessions as <see cref="ChangeAsync"/> does.</summary>
    public async Task<Result<PortalUser, RequestError>> SetAsync(SignInClaims me, Secret next, CancellationToken cancellationToken)
    {
        if (!(await check.CheckAsync(me.User, password: null, Current, cancellationToken)).TryGet(out var user, out var error)) return error;
        if (providers.FindObstacle(user.Email) is { } bound) return bound;
        var errors = new ValidationErrors();
        foreach (var message in PasswordRules.Check(next.Reveal(), user.Email!)) errors.Add(New, message);
        return errors.Any ? new RequestError.Invalid(errors) : await StoreAsync(user, me, next, cancellationToken);
    }

    private async Task<PortalUser> StoreAsync(PortalUser user, SignInClaims me, Secret next, CancellationToken cancellationToken)
    {
        await passwords.SetAsync(user, next);
        await resets.RemoveAsync(me.User, cancellationToken);
        await audit.AppendAsync(me.User, new AuditEvent(AuditActions.PasswordChanged, me.User.ToString()), cancellationToken);
        await sessions.EndOthersAsync(me, cancellationToken);
        await mails.SendAsync(me.User, SecurityChange.PasswordChanged, CancellationToken.None);
        return user;
    }
}
