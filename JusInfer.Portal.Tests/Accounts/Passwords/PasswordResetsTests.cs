using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.Passwords;

public sealed class PasswordResetsTests : IAsyncLifetime
{
    private const string Old = "a long enough password";
    private const string New = "another long enough password";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private ControlPlaneClient bob = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Ada owns a team, and Bob is a member of it.</summary>
    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com", Old);
        bob = await InviteAsync("bob@example.com", "member");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_link_of_the_owner_sets_a_new_password_and_ends_all_sessions_of_the_account()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;

        (await UseAsync(token, New)).Value.ShouldBe(new ResetAccount("bob@example.com", LostAccess: false));

        (await bob.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
        (await SignInAsync("bob@example.com", Old)).ShouldBe(401);
        (await SignInAsync("bob@example.com", New)).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        await UseAsync(token, New);

        (await UseAsync(token, "a third long enough password")).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(PasswordResets.Gone);

        (await SignInAsync("bob@example.com", New)).ShouldBe(200);
    }

    [Fact]
    public async Task Of_two_people_who_use_a_link_at_the_same_time_one_sets_the_password()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        string[] passwords = ["the first long enough password", "the other long enough password"];

        var results = await Task.WhenAll(passwords.Select(password => Task.Run(() => UseAsync(token, password), Token)));

        var winner = Array.FindIndex(results, static result => result.Error is null);
        results[1 - winner].Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(PasswordResets.Gone);
        (await SignInAsync("bob@example.com", passwords[winner])).ShouldBe(200);
        (await SignInAsync("bob@example.com", passwords[1 - winner])).ShouldBe(401);
    }

    [Fact]
    public async Task A_link_of_an_owner_removes_neither_keys_nor_the_second_factor()
    {
        (await bob.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);
        await EnrollAsync("bob@example.com");

        (await UseAsync((await CreateAsync("ada@example.com", "bob@example.com")).Value, New)).Value.LostAccess.ShouldBeFalse();

        (await SignInAsync("bob@example.com", New)).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        (await ada.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("revoked_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_link_expires_after_an_hour()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        host.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        (await UseAsync(token, "short")).Error.ShouldBeOfType<RequestError.Invalid>();
        host.Time.Advance(TimeSpan.FromSeconds(1));

        (await UseAsync(token, New)).Error.ShouldBeOfType<RequestError.Forbidden>();

        (await SignInAsync("bob@example.com", Old)).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_of_a_clock_that_was_ahead_is_rejected()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        host.Time.Skip(TimeSpan.FromDays(-31));

        (await UseAsync(token, New)).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldBe(PasswordResets.Gone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_token_is_rejected(string token) =>
        (await UseAsync(new Secret(token), New)).Error.ShouldBeOfType<RequestError.Forbidden>();

    [Fact]
    public async Task A_rejected_password_does_not_use_the_link()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;

        (await UseAsync(token, "bob@example.com")).Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["password"]);

        (await UseAsync(token, New)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_new_link_replaces_the_earlier_one()
    {
        var first = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        var second = (await CreateAsync("ada@example.com", "bob@example.com")).Value;

        (await UseAsync(first, New)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await UseAsync(second, New)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_reset_ends_a_lockout()
    {
        for (var i = 0; i < 5; i++) await SignInAsync("bob@example.com", "a wrong password");
        (await SignInAsync("bob@example.com", Old)).ShouldBe(401);

        await UseAsync((await CreateAsync("ada@example.com", "bob@example.com")).Value, New);

        (await SignInAsync("bob@example.com", New)).ShouldBe(200);
    }

    [Fact]
    public async Task Only_owners_create_links_and_not_for_themselves()
    {
        await InviteAsync("eve@example.com", "admin");

        (await CreateAsync("eve@example.com", "bob@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await CreateAsync("bob@example.com", "ada@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await CreateAsync("ada@example.com", "ada@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>();
    }

    /// <summary>Who made the link knows it, and could enter an account with it that is no longer in a team of theirs alone.</summary>
    [Theory]
    [InlineData("the member leaves")]
    [InlineData("the member joins another team")]
    [InlineData("the owner is no owner any more")]
    [InlineData("the owner leaves")]
    public async Task A_link_of_an_owner_ends_with_the_right_to_make_it(string change)
    {
        await InviteAsync("eve@example.com", "admin");
        var (tenancy, eve) = (host.Services.GetRequiredService<ITenancyStore>(), await MemberAsync("eve@example.com"));
        eve = eve with { Role = Role.Owner, Version = eve.Version + 1 };
        (await tenancy.UpdateMemberAsync(eve, Token)).ShouldBeTrue();
        var link = (await CreateAsync("eve@example.com", "bob@example.com")).Value;
        var member = await MemberAsync("bob@example.com");

        switch (change)
        {
            case "the member leaves":
                await tenancy.RemoveMemberAsync(member.TeamId, member.Id, host.Time.GetUtcNow(), Token);
                break;
            case "the owner leaves": await tenancy.RemoveMemberAsync(eve.TeamId, eve.Id, host.Time.GetUtcNow(), Token); break;
            case "the owner is no owner any more":
                await tenancy.UpdateMemberAsync(eve with { Role = Role.Admin, Version = eve.Version + 1 }, Token);
                break;
            default:
                var zoe = await host.SignUpAsync("zoe@example.com", Old);
                var invited = await zoe.PostAsync("/v1/tenant/members", new { email = "bob@example.com", role = "member" });
                (await bob.PostAsync("/v1/auth/teams", new { invite = invited.Text("invite_url").Split("invite=")[1] })).ShouldBe(201);
                break;
        }

        (await UseAsync(link, New)).Error.ShouldBeOfType<RequestError.Forbidden>();
    }

    [Fact]
    public async Task A_link_of_an_owner_works_after_someone_else_has_left_the_team()
    {
        await InviteAsync("eve@example.com", "admin");
        var (eve, link) = (await MemberAsync("eve@example.com"), (await CreateAsync("ada@example.com", "bob@example.com")).Value);

        await host.Services.GetRequiredService<ITenancyStore>()
            .RemoveMemberAsync(eve.TeamId, eve.Id, host.Time.GetUtcNow(), Token);

        (await UseAsync(link, New)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task An_owner_cannot_reset_the_password_of_a_member_of_another_team()
    {
        await host.SignUpAsync("zoe@example.com");
        (await CreateAsync("ada@example.com", "zoe@example.com")).Error.ShouldBeOfType<RequestError.NotFound>();

        var zoe = await MemberAsync("zoe@example.com");
        await host.JoinAsync((await MemberAsync("ada@example.com")).TeamId, zoe.UserId, Role.Member);

        (await CreateAsync("ada@example.com", "zoe@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldContain("another team");
    }

    [Fact]
    public async Task An_owner_cannot_reset_the_password_of_the_operator()
    {
        await MakeOperatorAsync("bob@example.com");

        (await CreateAsync("ada@example.com", "bob@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldContain("operator");
    }

    [Fact]
    public async Task The_operator_creates_links_for_every_other_account()
    {
        await host.SignUpAsync("zoe@example.com", Old);
        (await CreateForAsync("zoe@example.com", "bob@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>();
        await MakeOperatorAsync("zoe@example.com");

        (await CreateForAsync("zoe@example.com", "nobody@example.com")).Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["email"]);
        (await CreateForAsync("zoe@example.com", "zoe@example.com")).Error.ShouldBeOfType<RequestError.Forbidden>();
        await UseAsync((await CreateForAsync("zoe@example.com", " Bob@example.com ")).Value, New);

        (await SignInAsync("bob@example.com", New)).ShouldBe(200);
    }

    [Fact]
    public async Task Neither_the_token_nor_the_password_is_logged()
    {
        var token = (await CreateAsync("ada@example.com", "bob@example.com")).Value;
        await UseAsync(token, "planted password 5d2e");

        host.Logs.Lines.ShouldNotContain(line => line.Contains(token.Reveal(), StringComparison.Ordinal) || line.Contains("planted password 5d2e", StringComparison.Ordinal));
    }

    private async Task EnrollAsync(string email)
    {
        var (factors, user) = (host.Services.GetRequiredService<SecondFactorService>(), (await MemberAsync(email)).UserId);
        await factors.EnrollAsync(user, host.Time.GetUtcNow());
    }

    private Task<Result<Secret, RequestError>> CreateAsync(string actor, string member) => WithAsync<ResetLinks, Result<Secret, RequestError>>(
        async links =>
        {
            var by = await MemberAsync(actor);
            return await links.CreateAsync(by, (await MemberAsync(member, by.TeamId)).Id, Token);
        });

    private Task<Result<Secret, RequestError>> CreateForAsync(string actor, string email) => WithAsync<ResetLinks, Result<Secret, RequestError>>(
        async links => await links.CreateAsync(await MemberAsync(actor), email, Token));

    private Task<Result<ResetAccount, RequestError>> UseAsync(Secret token, string password) => WithAsync<PasswordResets, Result<ResetAccount, RequestError>>(
        resets => resets.UseAsync(new PasswordResetRequest { Token = token, Password = new Secret(password) }, Token));

    private Task<ApiAnswer> SignInAsync(string email, string password) => new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email, password });

    private async Task MakeOperatorAsync(string email) =>
        (await host.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync((await MemberAsync(email)).UserId, Token)).ShouldBeTrue();

    /// <summary>The membership of a person in this team or, if they are not in it, in their own.</summary>
    private async Task<Member> MemberAsync(string email, TeamId? team = null)
    {
        var user = await WithAsync<UserManager<PortalUser>, PortalUser?>(users => users.FindByEmailAsync(email));
        var all = await host.Services.GetRequiredService<ITenancyStore>().ListMembershipsAsync(user!.UserId, Token);
        return all.FirstOrDefault(member => member.TeamId == team, all[^1]);
    }

    private async Task<ControlPlaneClient> InviteAsync(string email, string role)
    {
        var link = (await ada.PostAsync("/v1/tenant/members", new { email, role })).Text("invite_url");
        var client = new ControlPlaneClient(host.Http);
        var answer = await client.PostAsync("/v1/auth/signup", new { email, password = Old, invite = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..] });
        answer.ShouldBe(201);
        client.Access = answer.Text("access_token");
        return client;
    }

    private async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> act)
        where TService : notnull
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
