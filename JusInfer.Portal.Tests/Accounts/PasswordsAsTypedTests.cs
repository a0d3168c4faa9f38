using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>What happens to a password between the form and its hash: nothing.</summary>
public sealed class PasswordsAsTypedTests
{
    private const string Email = "ada@example.com";

    [Theory]
    [InlineData("  spaces at both ends  ", "spaces at both ends")]
    [InlineData("Mixed Case Password", "mixed case password")]
    [InlineData("a password with an e\u0301", "a password with an \u00E9")]
    [InlineData("a password that goes on", "a password that goes on and on")]
    public async Task It_is_checked_exactly_as_it_was_typed(string password, string other)
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, password);

        (await SignInAsync(host, other)).ShouldBe(401);
        (await SignInAsync(host, password)).ShouldBe(200);
    }

    [Fact]
    public async Task Long_ones_count_to_their_last_character()
    {
        var password = string.Concat(Enumerable.Range(0, 64).Select(static i => $"{i % 10}abc"));
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, password);

        password.Length.ShouldBe(256);
        (await SignInAsync(host, password[..^1] + "x")).ShouldBe(401);
        (await SignInAsync(host, password)).ShouldBe(200);
    }

    [Fact]
    public async Task They_do_not_expire()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, "a long enough password");

        host.Time.Skip(TimeSpan.FromDays(400));

        (await SignInAsync(host, "a long enough password")).ShouldBe(200);
    }

    private static Task<ApiAnswer> SignInAsync(ControlPlaneHost host, string password) => new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = Email, password });
}
