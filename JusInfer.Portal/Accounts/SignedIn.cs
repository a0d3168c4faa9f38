using System.Reflection;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>The authenticated user of a page or a control-plane call, and the team they act in.</summary>
internal sealed record SignedIn(UserId UserId, string Email, Member Member, Team Team, bool IsOperator)
    : IBindableFromHttpContext<SignedIn>
{
    /// <summary>The key that authenticated the caller; null for a person with a cookie or an access token.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>What the OAuth client that calls may do for the person; null if no such client calls.</summary>
    public OAuthGrant? Grant { get; init; }

    /// <summary>How the person has signed in; null after that, because only the start of a session knows it.</summary>
    public SignInMethod? Method { get; init; }

    /// <summary>
    /// Binds a parameter of an endpoint with the scheme <see cref="Schemes.Api"/>, from the feature that <see cref="AccessTokenHandler"/>
    /// sets.
    /// </summary>
    public static ValueTask<SignedIn?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<SignedIn>());
}
