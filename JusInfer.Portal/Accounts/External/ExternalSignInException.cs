using Microsoft.AspNetCore.Authentication;

namespace JusInfer.Portal.Accounts.External;

/// <summary>Carries a fault of a provider through the framework's handler, which ends a sign-in with an exception.</summary>
internal sealed class ExternalSignInException(ProviderFault fault) : AuthenticationFailureException(fault.Reason)
{
    public ProviderFault Fault => fault;
}
