using System.Collections.Immutable;
using JusInfer.Portal.Accounts.SecondFactors;

namespace JusInfer.Portal.Tests.TestKit;

internal static class SecondFactorEnrollment
{
    /// <summary>Sets up an authenticator app, as a person whose password was checked does.</summary>
    public static async Task<(AuthenticatorApp App, ImmutableArray<Secret> Codes)> EnrollAsync(
        this SecondFactorService factors, UserId user, DateTimeOffset now)
    {
        var token = TestContext.Current.CancellationToken;
        var enrollment = (await factors.BeginAsync(user, "someone@example.com", "stamp", token)).ShouldNotBeNull();
        var app = new AuthenticatorApp(enrollment.Key.Reveal());
        return (app, (await factors.ConfirmAsync(user, "stamp", enrollment.Ticket, app.CodeAt(now), token)).Value);
    }
}
