using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.SecondFactors;

/// <summary>Signing in to the control plane with a second factor.</summary>
public sealed class SecondFactorSignInTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Stamp = "stamp";
    private const string Password = "a long enough password";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SecondFactorService Factors => host.Services.GetRequiredService<SecondFactorService>();

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync(Email, Password);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_sign_in_without_a_code_says_that_one_is_required()
    {
        await EnrollAsync();

        (await SignInAsync()).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        (await SignInAsync(password: "a wrong password")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task A_factor_that_was_not_confirmed_is_not_asked_for()
    {
        await BeginAsync();

        (await SignInAsync()).ShouldBe(200);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var (app, _) = await EnrollAsync();
        host.Time.Advance(TimeSpan.FromMinutes(2));
        var code = app.CodeAt(host.Time.GetUtcNow());

        (await SignInAsync(code)).ShouldBe(200);
        (await SignInAsync(code)).ShouldBe(401, "UNAUTHORIZED");

        (await SignInAsync(app.CodeAt(host.Time.GetUtcNow(), -1))).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(app.CodeAt(host.Time.GetUtcNow(), 1))).ShouldBe(200);
    }

    [Fact]
    public async Task The_code_of_the_set_up_cannot_be_used_to_sign_in()
    {
        var (app, _) = await EnrollAsync();

        (await SignInAsync(app.CodeAt(host.Time.GetUtcNow()))).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_recovery_code_works_once()
    {
        var (_, codes) = await EnrollAsync();

        (await SignInAsync(codes[3].Reveal().ToLowerInvariant())).ShouldBe(200);
        (await SignInAsync(codes[3].Reveal())).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(codes[4].Reveal())).ShouldBe(200);
        (await Factors.CountRecoveryCodesAsync(await UserAsync(), Token)).ShouldBe(RecoveryCodes.Count - 2);
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_unused_ones()
    {
        var (_, codes) = await EnrollAsync();

        var replaced = await Factors.ReplaceRecoveryCodesAsync(await UserAsync(), Token);

        (await SignInAsync(codes[0].Reveal())).ShouldBe(401);
        (await SignInAsync(replaced[0].Reveal())).ShouldBe(200);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_although_the_password_is_right_each_time()
    {
        var (app, codes) = await EnrollAsync();
        for (var i = 0; i < 5; i++)
        {
            (await SignInAsync()).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
            (await SignInAsync("nonsense")).ShouldBe(401);
        }

        host.Time.Advance(TimeSpan.FromMinutes(2));
        (await SignInAsync(app.CodeAt(host.Time.GetUtcNow()))).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(codes[0].Reveal())).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_wrong_code_does_not_complete_the_set_up()
    {
        var enrollment = await BeginAsync();

        (await ConfirmAsync(enrollment, "000000")).Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["code"]);

        (await SignInAsync()).ShouldBe(200);
        Factors.Find(await UserAsync(), Email, Stamp, enrollment.Ticket).ShouldNotBeNull().Key.Reveal().ShouldBe(enrollment.Key.Reveal());
    }

    [Fact]
    public async Task Each_set_up_has_a_key_of_its_own_for_ten_minutes()
    {
        var (first, second) = (await BeginAsync(), await BeginAsync());
        first.Key.Reveal().ShouldNotBe(second.Key.Reveal());
        host.Time.Skip(EnrollmentTicket.Lifetime - TimeSpan.FromSeconds(1));
        Factors.Find(await UserAsync(), Email, Stamp, first.Ticket).ShouldNotBeNull();
        host.Time.Advance(TimeSpan.FromSeconds(1));

        (await ConfirmAsync(first, CodeOf(first))).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldContain("ten minutes");

        Factors.Find(await UserAsync(), Email, Stamp, first.Ticket).ShouldBeNull();
        (await SignInAsync()).ShouldBe(200);
    }

    [Fact]
    public async Task A_key_that_was_shown_before_the_password_changed_or_to_someone_else_is_worth_nothing()
    {
        var enrollment = await BeginAsync();
        var (user, code) = (await UserAsync(), CodeOf(enrollment));

        foreach (var (who, stamp, ticket) in new[]
        {
            (user, "the stamp of another password", enrollment.Ticket), (UserId.New(host.Time.GetUtcNow()), Stamp, enrollment.Ticket),
            (user, Stamp, new Secret("nonsense")),
        }) (await Factors.ConfirmAsync(who, stamp, ticket, code, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();

        (await ConfirmAsync(enrollment, code)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_second_set_up_does_not_replace_the_factor()
    {
        var earlier = await BeginAsync();
        await EnrollAsync();

        (await Factors.BeginAsync(await UserAsync(), Email, Stamp, Token)).ShouldBeNull();
        (await ConfirmAsync(earlier, CodeOf(earlier))).Error.ShouldBeOfType<RequestError.Conflict>();
    }

    [Fact]
    public async Task In_a_team_that_requires_one_an_account_without_a_second_factor_is_told_to_set_one_up()
    {
        (await ada.PatchAsync("/v1/tenant", new { require_second_factor = true })).Json.GetProperty("require_second_factor").GetBoolean().ShouldBeTrue();

        (await ada.GetAsync("/v1/tenant")).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        (await SignInAsync()).ShouldBe(403, "SECOND_FACTOR_REQUIRED");

        await EnrollAsync();
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
    }

    [Fact]
    public async Task Neither_secrets_nor_codes_are_logged()
    {
        var (app, codes) = await EnrollAsync();
        host.Time.Advance(TimeSpan.FromMinutes(2));
        var code = app.CodeAt(host.Time.GetUtcNow());
        await SignInAsync(code);
        await SignInAsync(codes[0].Reveal());

        foreach (var secret in new[] { $"\"{code}\"", codes[0].Reveal() })
            host.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    private async Task<(AuthenticatorApp App, ImmutableArray<Secret> Codes)> EnrollAsync() =>
        await Factors.EnrollAsync(await UserAsync(), host.Time.GetUtcNow());

    private async Task<Enrollment> BeginAsync() => (await Factors.BeginAsync(await UserAsync(), Email, Stamp, Token)).ShouldNotBeNull();

    private async Task<Result<ImmutableArray<Secret>, RequestError>> ConfirmAsync(Enrollment enrollment, string code) =>
        await Factors.ConfirmAsync(await UserAsync(), Stamp, enrollment.Ticket, code, Token);

    private string CodeOf(Enrollment enrollment) => new AuthenticatorApp(enrollment.Key.Reveal()).CodeAt(host.Time.GetUtcNow());

    private async Task<UserId> UserAsync() =>
        (await host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(Email, Token)).ShouldNotBeNull().Id;

    private Task<ApiAnswer> SignInAsync(string? code = null, string password = Password) =>
        new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", code is null ? new { email = Email, password } : (object)new { email = Email, password, code });
}
