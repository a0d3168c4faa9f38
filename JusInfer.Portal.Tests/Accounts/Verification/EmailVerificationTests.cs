using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.Verification;

/// <summary>Links that an SMTP server on a socket receives. <c>MailedLinksTests</c> opens their page.</summary>
public sealed class EmailVerificationTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";

    private SmtpServer server = default!;
    private ControlPlaneHost host = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = SmtpServer.Start();
        host = await ControlPlaneHost.StartAsync(server.Settings("https://jusinfer.test"));
        await host.SignUpAsync(Email);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task A_link_works_for_three_days()
    {
        var token = (await server.WaitForAsync(1))[0].Token;
        host.Time.Skip(VerificationToken.Lifetime - TimeSpan.FromSeconds(1));

        (await VerifyAsync(token)).Value.ShouldBe(Email);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-31)] // the clock was a month ahead
    public async Task A_link_that_has_expired_gets_one_sentence(int days)
    {
        var token = (await server.WaitForAsync(1))[0].Token;
        host.Time.Skip(TimeSpan.FromDays(days));

        (await VerifyAsync(token)).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(EmailVerification.Gone);
    }

    [Fact]
    public async Task A_link_works_for_all_who_use_it_at_the_same_time_because_its_effect_is_the_same()
    {
        var token = (await server.WaitForAsync(1))[0].Token;

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => VerifyAsync(token), Token)));

        results.ShouldContain(static result => result.Error == null);
        results.ShouldAllBe(static result => result.Error == null || result.Error is RequestError.Conflict);
        (await VerifyAsync(token)).Value.ShouldBe(Email);
    }

    private async Task<Result<string, RequestError>> VerifyAsync(string token)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<IPasswordResetStore>().FindAccountAsync(Email, Token)).ShouldNotBeNull().Id;
        return await scope.ServiceProvider.GetRequiredService<EmailVerification>().VerifyAsync(new Secret(token), user, password: null, Token);
    }
}
