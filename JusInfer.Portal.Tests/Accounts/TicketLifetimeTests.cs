using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>When links and tickets are valid.</summary>
public sealed class TicketLifetimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly EphemeralDataProtectionProvider protection = new();

    /// <summary>Otherwise one of a clock that was ahead would be valid for as much longer.</summary>
    [Fact]
    public void A_link_or_ticket_is_valid_for_its_term_and_not_before_it_was_issued()
    {
        foreach (var (name, term, isValid) in Kinds())
        {
            isValid(Noon.AddSeconds(-5)).ShouldBeTrue($"{name}: clocks differ a little");
            isValid(Noon).ShouldBeTrue(name);
            isValid(Noon + term - TimeSpan.FromSeconds(1)).ShouldBeTrue(name);
            isValid(Noon + term).ShouldBeFalse(name);
            isValid(Noon.AddMinutes(-1)).ShouldBeFalse(name);
            isValid(Noon.AddDays(-31)).ShouldBeFalse(name);
        }
    }

    /// <summary>One of each kind, issued at noon.</summary>
    private IEnumerable<(string Name, TimeSpan Term, Func<DateTimeOffset, bool> IsValid)> Kinds()
    {
        var user = new PortalUser { Id = UserId.New(Noon).Value, SecurityStamp = "stamp", CreatedAt = Noon };
        var reset = new PasswordReset(user.UserId, Noon);
        yield return ("password reset", PasswordReset.Lifetime, reset.IsOpen);

        var change = new EmailChange(user.UserId, "ada@example.com", "stamp", Noon);
        yield return ("change of the address", EmailChange.Lifetime, now => change.IsOpen(user, now));

        var invitation = new Invitation
        {
            Id = InvitationId.New(Noon),
            TeamId = TeamId.New(Noon),
            Email = "ada@example.com",
            Role = Role.Member,
            CreatedAt = Noon,
        };
        yield return ("invitation", Invitation.Lifetime, invitation.IsOpen);

        var verification = new VerificationToken(user.Id, "ada@example.com").Protect(protection, Noon).Reveal();
        yield return ("verification", VerificationToken.Lifetime, now => VerificationToken.Open(verification, protection, now) is not null);

        var signIn = new SignInTicket(user.Id, "stamp", "password", Remember: false, Invite: null).Protect(protection, Noon).Reveal();
        yield return ("sign-in", SignInTicket.Lifetime, now => SignInTicket.Open(signIn, protection, now) is not null);

        var enrollment = new EnrollmentTicket(user.Id, "stamp", [1]).Protect(protection, Noon).Reveal();
        yield return ("enrollment", EnrollmentTicket.Lifetime, now => EnrollmentTicket.Open(enrollment, protection, now) is not null);

        var passkey = new PasskeyTicket("state", Registers: false).Protect(protection, Noon).Reveal();
        yield return ("passkey", PasskeyTicket.Lifetime, now => PasskeyTicket.Open(passkey, protection, now) is not null);
    }
}
