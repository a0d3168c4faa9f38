using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.External;

/// <summary>
/// Signs people in, creates and links accounts with what a provider says about them. An identity is its issuer and subject. An address that a provider names gives no
/// access to the account with that address, unless the operator has bound the address's domain to the provider.
/// </summary>
internal sealed class ExternalSignIn(
    ILinkedIdentityStore store, ExternalProviders providers, UserManager<PortalUser> users, AccountLookup accounts, SignIn signIn,
    SignUp signUp, PasswordSetter passwords, SignInSessions sessions,
    IAddressProofStore proofs, SecurityMails mails, AttemptLimiter attempts, TimeProvider time)
{
    private const string InviteItem = "invite";
    private const string ReturnItem = "return";

    /// <summary>The properties with which the framework begins a sign-in.</summary>
    public static AuthenticationProperties PropertiesOf(string page, string returnTo, string? invite)
    {
        var properties = new AuthenticationProperties { RedirectUri = page };
        properties.Items[ReturnItem] = returnTo;
        if (!string.IsNullOrEmpty(invite)) properties.Items[InviteItem] = invite;
        return properties;
    }

    /// <summary>What the provider has said to this browser; null if it has not, or more than five minutes ago.</summary>
    public async Task<ExternalArrival?> FindAsync(HttpContext http)
    {
        var cookie = await http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (!cookie.Succeeded || ExternalIdentity.From(cookie.Principal) is not { } identity || providers.OfIssuer(identity.Issuer) is not { } provider) return null;
        var (items, invite) = (cookie.Properties.Items, cookie.Properties.Items.TryGetValue(InviteItem, out var token) ? token : null);
        return new ExternalArrival(provider, identity, ReturnUrl.Local(items.TryGetValue(ReturnItem, out var path) ? path : null), invite is null ? null : new Secret(invite));
    }

    /// <summary>Forgets what the provider has said.</summary>
    public static Task ForgetAsync(HttpContext http) => http.SignOutAsync(IdentityConstants.ExternalScheme);

    /// <summary>Signs a browser in to the account of an identity.</summary>
    /// <returns>
    /// As <see cref="SignIn.PasswordAsync"/>. <see cref="RequestError.NotFound"/> if no account has the identity or its address, and <see cref="RequestError.Conflict"/>
    /// if an account has the address only.
    /// </returns>
    public async Task<Result<SignedIn, RequestError>> SignInAsync(ExternalArrival arrival, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        var (provider, identity) = (arrival.Provider, arrival.Identity);
        if (await store.FindAsync(identity.Issuer, identity.Subject, cancellationToken) is { } known && await users.FindByIdAsync(known.Value.ToString()) is { } user)
        {
            if (providers.FindObstacle(user.Email, provider) is { } bound) return bound;
            return await signIn.ExternalAsync(user, provider.Name, arrival.Invite, cancellationToken);
        }

        if (FindObstacle(arrival) is { } obstacle) return obstacle;
        if (await accounts.FindAsync(identity.Email!, cancellationToken) is not { } owner)
            return new RequestError.NotFound($"No account is linked to {identity.Name}.");
        if (providers.BoundTo(identity.Email) != provider)
            return new RequestError.Conflict($"An account has the address {identity.Email} already. Sign in to it as before, and then link {provider.DisplayName} on its account page.");
        return await AdoptAsync(owner, identity, cancellationToken) ? await signIn.ExternalAsync(owner, provider.Name, arrival.Invite, cancellationToken) : LinkedElsewhere(provider);
    }

    /// <summary>Creates an account for an identity and signs the browser in to it. Who may sign up is the same as with a password.</summary>
    public async Task<Result<SignedIn, RequestError>> SignUpAsync(ExternalArrival arrival, string? team, CancellationToken cancellationToken)
    {
        if (FindObstacle(arrival) is { } obstacle) return obstacle;
        var result = await signUp.RegisterAsync(arrival.Identity, team, arrival.Invite, cancellationToken);
        if (result.TryGet(out var who, out _))
            await signIn.StartSessionAsync(who with { Method = new SignInMethod(arrival.Provider.Name) { CreatesAccount = true } }, remember: false, cancellationToken);
        return result;
    }

    /// <summary>Whether the account has the identity, such as when another tab has signed in to it.</summary>
    public async Task<bool> IsLinkedAsync(UserId user, ExternalArrival arrival, CancellationToken cancellationToken) =>
        await store.FindAsync(arrival.Identity.Issuer, arrival.Identity.Subject, cancellationToken) == user;

    public Task<ImmutableArray<LinkedIdentity>> ListAsync(UserId user, CancellationToken cancellationToken) => store.ListAsync(user, cancellationToken);

    /// <summary>Links an identity to the account of the signed-in person, whose password the caller has checked.</summary>
    public async Task<RequestError?> LinkAsync(UserId user, ExternalArrival arrival, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(user.Value.ToString()) is not { } account) return new RequestError.Unauthorized("This account no longer exists.");
        if (providers.FindObstacle(account.Email, arrival.Provider) is { } bound) return bound;
        if (!await store.AddAsync(user, LinkOf(arrival.Identity), cancellationToken)) return LinkedElsewhere(arrival.Provider);
        await mails.SendAsync(user, SecurityChange.ProviderLinked, CancellationToken.None);
        return null;
    }

    /// <summary>Unlinks an identity of the signed-in person, whose password the caller has checked.</summary>
    public async Task<RequestError?> UnlinkAsync(UserId user, LinkedIdentity identity, CancellationToken cancellationToken)
    {
        var email = (await users.FindByIdAsync(user.Value.ToString()))?.Email;
        var usable = (await store.ListAsync(user, cancellationToken)).Select(static link => link.Issuer)
            .Where(issuer => providers.OfIssuer(issuer) is { } provider && providers.FindObstacle(email, provider) is null).Distinct(StringComparer.Ordinal).ToArray();
        var result = await store.RemoveAsync(user, identity.Issuer, identity.Subject, new SignInWays(usable, providers.BoundTo(email) is null), cancellationToken);
        if (result is UnlinkResult.Unlinked) await mails.SendAsync(user, SecurityChange.ProviderUnlinked, CancellationToken.None);
        return result switch
        {
            UnlinkResult.Unlinked => null,
            UnlinkResult.NotFound => new RequestError.NotFound("This account has no such link."),
            _ => new RequestError.Conflict("This is the only way to sign in to your account. Set a password or link another provider first."),
        };
    }

    /// <summary>Why an identity cannot get an account by its address.</summary>
    private RequestError.Forbidden? FindObstacle(ExternalArrival arrival)
    {
        var (provider, identity) = (arrival.Provider, arrival.Identity);
        if (identity.Email is null)
        {
            return new RequestError.Forbidden(provider.Type is ExternalProviderType.GitHub
                ? "Your GitHub account has no primary address that is verified and in ASCII. Verify one at GitHub, and try again."
                : $"{provider.DisplayName} gave no e-mail address, or one that is not in ASCII. An account needs one: allow it there, and "
                    + "write an internationalized domain in its xn-- form.");
        }

        if (providers.FindObstacle(identity.Email, provider) is { } bound) return new RequestError.Forbidden(bound.Reason);
        return providers.BoundTo(identity.Email) == provider && !identity.IsEmailVerified
            ? new RequestError.Forbidden($"{provider.DisplayName} does not say that {identity.Email} is verified. Verify the address there, and try again.")
            : null;
    }

    /// <summary>
    /// Links the account with an address of a domain that is bound to the provider. If nobody had proved before that the address is theirs, someone else may have
    /// signed up with it: their password, sessions, keys and second factors are removed.
    /// </summary>
    private async Task<bool> AdoptAsync(PortalUser owner, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        if (!owner.EmailConfirmed)
        {
            await passwords.RemoveAsync(owner);
            await sessions.EndAllAsync(owner.UserId, CancellationToken.None);
            await proofs.ProveAsync(owner.UserId, owner.Email!, time.GetUtcNow(), CancellationToken.None);
        }

        if (!await store.AddAsync(owner.UserId, LinkOf(identity), cancellationToken)) return false;
        await mails.SendAsync(owner.UserId, SecurityChange.ProviderLinked, CancellationToken.None);
        return true;
    }

    private static LinkedIdentity LinkOf(ExternalIdentity identity) => new(identity.Issuer, identity.Subject, identity.Name);

    private static RequestError.Conflict LinkedElsewhere(ExternalProviderOptions provider) => new($"This {provider.DisplayName} account is linked to an account already.");
}

/// <summary>A browser that has returned from a provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Identity">The person.</param>
/// <param name="ReturnTo">The path on this site to open after signing in.</param>
/// <param name="Invite">The token of an invitation; null without one.</param>
internal sealed record ExternalArrival(ExternalProviderOptions Provider, ExternalIdentity Identity, string ReturnTo, Secret? Invite);
