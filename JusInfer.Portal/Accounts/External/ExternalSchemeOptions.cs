using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.External;

/// <summary>The options of the framework's handler for one provider.</summary>
internal sealed class ExternalSchemeOptions : OAuthOptions
{
    /// <summary>How long a person has at the provider.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(15);

    public void Apply(ExternalProviderOptions provider)
    {
        (ClientId, CallbackPath, SignInScheme) = (provider.ClientId, provider.CallbackPath, IdentityConstants.ExternalScheme);

        // Required by the base class; the handler uses what the provider publishes.
        (ClientSecret, AuthorizationEndpoint, TokenEndpoint) = ("-", provider.Authority, provider.Authority);
        UsePkce = true;
        RemoteAuthenticationTimeout = MaxDuration;
        Scope.Clear();
        foreach (var scope in provider.Scopes) Scope.Add(scope);
        Events.OnAccessDenied = context => ExternalSignInHandler.RedirectAsync(context, provider, ExternalFailure.Canceled);
        Events.OnRemoteFailure = context => context.Failure is AuthenticationFailureException fault
            ? ExternalSignInHandler.RedirectAsync(context, provider, FailureOf(context, fault))
            : Task.CompletedTask;
    }

    /// <summary>Without an error of the provider, the state was not one of this browser.</summary>
    private static ExternalFailure FailureOf(RemoteFailureContext context, AuthenticationFailureException fault) =>
        fault is ExternalSignInException { Fault: var known } ? known.Failure
        : context.Request.Query.ContainsKey("error") ? ExternalFailure.Rejected
        : ExternalFailure.Expired;
}
