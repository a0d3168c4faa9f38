using System.Security.Cryptography;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// What makes a page interactive works for the session for which it was rendered. A browser shows it in <c>SeparatingTeams</c>.
/// </summary>
public sealed class PageMarkersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Callers callers = new();
    private readonly PageMarkers markers;

    public PageMarkersTests() => markers = new PageMarkers(new EphemeralDataProtectionProvider(), callers);

    [Theory]
    [InlineData("Microsoft.AspNetCore.Components.ComponentDescriptorSerializer,V1")]
    [InlineData("Microsoft.AspNetCore.Components.Server.State")]
    [InlineData("Microsoft.AspNetCore.Components.Server.CircuitIdFactory,V1")]
    public void Another_session_cannot_use_it(string purpose)
    {
        var (ada, bob) = (Session(), Session());
        var protector = markers.CreateProtector(purpose);
        var limited = protector.ToTimeLimitedDataProtector();
        callers.Current = ada;
        var (marker, expiring) = (protector.Protect("page"), limited.Protect("page", TimeSpan.FromMinutes(5)));

        (protector.Unprotect(marker), limited.Unprotect(expiring)).ShouldBe(("page", "page"));
        foreach (var other in new[] { bob, AuditCaller.System, new AuditCaller(null, null, "203.0.113.7", null) })
        {
            callers.Current = other;
            Should.Throw<CryptographicException>(() => protector.Unprotect(marker));
            Should.Throw<CryptographicException>(() => limited.Unprotect(expiring));
        }
    }

    [Fact]
    public void A_page_that_was_rendered_for_nobody_works_with_no_session()
    {
        var protector = markers.CreateProtector("Microsoft.AspNetCore.Components.ComponentDescriptorSerializer,V1");
        callers.Current = new AuditCaller(null, null, "203.0.113.7", null);
        var marker = protector.Protect("page");

        callers.Current = Session();

        Should.Throw<CryptographicException>(() => protector.Unprotect(marker));
    }

    [Fact]
    public void What_the_process_keeps_of_a_page_that_has_lost_its_browser_can_be_resumed()
    {
        var protector = markers.CreateProtector("Microsoft.AspNetCore.Components.ComponentDescriptorSerializer,V1");
        callers.Current = AuditCaller.System;
        var kept = protector.Protect("page");

        callers.Current = Session();

        protector.Unprotect(kept).ShouldBe("page");
    }

    [Fact]
    public void Other_secrets_are_as_before()
    {
        var protector = markers.CreateProtector("JusInfer.Mail.Outbox");
        callers.Current = Session();
        var secret = protector.Protect("mail");

        callers.Current = AuditCaller.System;

        protector.Unprotect(secret).ShouldBe("mail");
    }

    private static AuditCaller Session() => new(UserId.New(Now), SignInSessionId.New(Now), "203.0.113.7", "Firefox");

    private sealed class Callers : IAuditCaller
    {
        public AuditCaller Current { get; set; } = AuditCaller.System;
    }
}
