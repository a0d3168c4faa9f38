using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace JusInfer.Portal.Components;

/// <summary>Makes the user of an open page known to the services that its events call, as middleware does for requests.</summary>
internal sealed class PageCaller(CurrentCaller caller, AuthenticationStateProvider authentication) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        caller.SetPageUser((await authentication.GetAuthenticationStateAsync()).User);
        await next(activity);
    };
}
