using System.Security.Claims;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>
/// A circuit whose browser has left is stored while the request of its connection ends. The framework logged an error for it, and the page
/// could not be continued, when the caller was asked for in between.
/// </summary>
public sealed class CurrentCallerTests
{
    private static readonly SignInClaims Ada = new(UserId.New(DateTimeOffset.UnixEpoch), SignInSessionId.New(DateTimeOffset.UnixEpoch));

    private readonly CurrentCaller caller = new(new HttpContextAccessor { HttpContext = Ended() });

    [Fact]
    public void A_page_has_its_session_after_the_request_of_its_connection_has_ended()
    {
        caller.SetPageUser(new ClaimsPrincipal(new ClaimsIdentity(Ada.ToClaims(), "cookie")));

        caller.Current.ShouldBe(new AuditCaller(Ada.User, Ada.Session, Address: null, Device: null));
    }

    [Fact]
    public void What_goes_on_after_a_request_has_ended_is_the_process() => caller.Current.ShouldBe(AuditCaller.System);

    private static DefaultHttpContext Ended()
    {
        var context = new DefaultHttpContext();
        context.Uninitialize();
        Should.Throw<ObjectDisposedException>(() => context.Connection.RemoteIpAddress);
        return context;
    }
}
