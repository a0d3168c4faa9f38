using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.External;

/// <summary>The options of the framework's handler for one provider.</summary>
internal sealed class ExternalSchemeOptions : OAuthOptions
{
    /// <summary>Where the framework puts the error of a provider, once the state was found to be one of this browser.</summary>
    private const string ErrorKey = "error";

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
            ? ExternalSignInHandler.RedirectAsync(context, provider, FailureOf(context, provider, fault))
            : Task.CompletedTask;
    }

    /// <summary>Without an error of the provider, the state was not one of this browser.</summary>
    private static ExternalFailure FailureOf(
        RemoteFailureContext context, ExternalProviderOptions provider, AuthenticationFailureException fault)
    {
        if (fault is ExternalSignInException { Fault: var known }) return known.Failure;
        if (fault.Data[ErrorKey] is not string error) return ExternalFailure.Expired;
        ExternalSignInHandler.LogProviderError(context.HttpContext, provider, error);

        // RFC 6749, section 4.1.2.1: the others are faults of the settings, which trying again does not mend (aspnet/Security#1165).
        return error is "server_error" or "temporarily_unavailable" ? ExternalFailure.Unreachable : ExternalFailure.Rejected;
    }
}
