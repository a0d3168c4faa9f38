using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Creates the tokens of links to set a new password. An owner creates them for members whose only team is the owner's, the operator for every
/// account. The person who gives the link to a member can use it too, so nobody gets one for an account with more rights than their own,
/// nor without the second factor, for which the other account may not ask.
/// </summary>
internal sealed class ResetLinks(
    IPasswordResetStore store, ITenancyStore tenancy, Operators operators, IOperatorStore accounts, IStepUpAuthentication stepUp,
    TimeProvider time)
{
    private const string Own = "Change your own password on the account page.";

    /// <summary>Creates a token for a member of the caller's team.</summary>
    public async Task<Result<Secret, RequestError>> CreateAsync(Member actor, MemberId id, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner) return new RequestError.Forbidden("Only owners of the team create links to reset passwords.");
        var members = await tenancy.ListMembersAsync(actor.TeamId, cancellationToken);
        if (members.FirstOrDefault(member => member.Id == id) is not { } member) return new RequestError.NotFound("The team has no such member.");
        if (member.UserId == actor.UserId) return new RequestError.Forbidden(Own);
        if ((await tenancy.ListMembershipsAsync(member.UserId, cancellationToken)).Length > 1)
            return new RequestError.Forbidden($"{member.Email} belongs to another team as well. Only the operator can create a link for this account.");
        var verified = await accounts.FindVerifiedEmailAsync(member.UserId, cancellationToken);
        if (await operators.IncludeAsync(member.UserId, cancellationToken))
            return new RequestError.Forbidden($"{member.Email} is an operator. Only another operator can create a link for this account.");

        var reset = new PasswordReset(member.UserId, time.GetUtcNow()) { MadeBy = new OwnersLink(actor, verified) };
        return await CreateAsync(actor, reset, cancellationToken);
    }

    /// <summary>Creates a token for the account with this address. Only operators may.</summary>
    public async Task<Result<Secret, RequestError>> CreateAsync(Member actor, string email, CancellationToken cancellationToken)
    {
        if (!await operators.IncludeAsync(actor.UserId, cancellationToken))
            return new RequestError.Forbidden("Only operators of this installation create links for other accounts.");
        if (await store.FindAccountAsync(email.Trim(), cancellationToken) is not { Id: var user })
            return new RequestError.Invalid(new ValidationErrors().Add("email", "No account has this e-mail address."));
        if (user == actor.UserId) return new RequestError.Forbidden(Own);

        return await CreateAsync(actor, new PasswordReset(user, time.GetUtcNow()), cancellationToken);
    }

    private async Task<Result<Secret, RequestError>> CreateAsync(Member actor, PasswordReset reset, CancellationToken cancellationToken)
    {
        if (await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required) return required;
        var token = ResetLink.NewToken();
        if (await store.AddAsync(reset, ResetLink.HashOf(token), cancellationToken)) return token;
        return new RequestError.Conflict("The account or its team has changed meanwhile. Reload the page.");
    }
}
