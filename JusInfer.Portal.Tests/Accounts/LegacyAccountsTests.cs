using System.Collections.Immutable;
using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>What an operator does with two accounts of one mailbox, which earlier versions told apart by their spelling.</summary>
public sealed class LegacyAccountsTests : IAsyncLifetime
{
    private const string Dotted = "ada@acme.example.";
    private const string Plain = "ada@acme.example";
    private const string Password = "the password of the older one";

    private SmtpServer server = null!;
    private ControlPlaneHost host = null!;
    private ControlPlaneClient dotted = null!;
    private UserId me;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = SmtpServer.Start();
        (string Key, string Value)[] settings =
        [
            .. server.Settings("https://jusinfer.test"), ("Accounts:ExternalSignIn:Providers:0:Name", "acme"),
            ("Accounts:ExternalSignIn:Providers:0:DisplayName", "Acme"), ("Accounts:ExternalSignIn:Providers:0:Type", "openidconnect"),
            ("Accounts:ExternalSignIn:Providers:0:Authority", "https://id.bound.example"),
            ("Accounts:ExternalSignIn:Providers:0:ClientId", "client"), ("Accounts:ExternalSignIn:Providers:0:ClientSecret", "secret"),
            ("Accounts:ExternalSignIn:Providers:0:Domains:0", "bound.example"),
        ];
        host = await ControlPlaneHost.StartAsync(settings);
        await host.SignUpAsync("operator@example.com");
        me = await IdOfAsync("operator@example.com");
        (await host.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync(me, Token)).ShouldBeTrue();
        dotted = await host.CreateAccountAsync(Dotted, Password);
        await host.CreateAccountAsync(Plain, "the password of the newer one");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task Both_are_listed_with_their_teams_and_accounts_of_today_are_not()
    {
        await host.CreateAccountAsync("eve@b\u00FCcher.example", Password);

        var listed = await ListAsync();

        listed.Select(static account => account.Email).ShouldBe([Plain, Dotted, "eve@b\u00FCcher.example"]);
        listed.Select(static account => account.Mailbox).ShouldBe([Plain, Plain, "eve@xn--bcher-kva.example"]);
        listed[1].Teams.ShouldHaveSingleItem().IsAlone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_renamed_account_signs_in_with_the_new_address_only_and_keeps_its_team()
    {
        var before = await dotted.GetAsync("/v1/tenant");

        (await RenameAsync(Dotted, " Ada@Old.Example ")).Value.ShouldBe("ada@old.example");

        (await dotted.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(Dotted)).ShouldBe(401, "UNAUTHORIZED");
        var again = await SignInAsync("ada@old.example");
        again.ShouldBe(200);
        dotted.Access = again.Text("access_token");
        (await dotted.GetAsync("/v1/tenant")).Text("id").ShouldBe(before.Text("id"));
        (await ListAsync()).ShouldBeEmpty("one is left, as a new account would have it");
        (await IsVerifiedAsync("ada@old.example")).ShouldBeFalse();
        var log = await dotted.GetAsync("/v1/audit?action=account.email_changed");
        log.Body.ShouldContain(Dotted);
        log.Body.ShouldContain(me.ToString());
    }

    [Fact]
    public async Task Another_spelling_stays_verified_and_another_mailbox_does_not()
    {
        await DeleteAsync(Plain);
        await VerifyAsync(Dotted);
        (await RenameAsync(Dotted, Plain)).Value.ShouldBe(Plain);
        (await IsVerifiedAsync(Plain)).ShouldBeTrue();

        await host.CreateAccountAsync("eve@acme\u3002example", Password);
        await VerifyAsync("eve@acme\u3002example");
        (await RenameAsync("eve@acme\u3002example", "eve@other.example")).Value.ShouldBe("eve@other.example");
        (await IsVerifiedAsync("eve@other.example")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_deleted_account_is_gone_and_the_other_one_is_as_it_was()
    {
        var minted = await dotted.PostAsync("/v1/keys", new { name = "laptop" });
        minted.ShouldBe(201);

        (await DeleteAsync(Dotted)).ShouldBeNull();

        (await dotted.GetAsync("/v1/tenant")).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(Plain)).ShouldBe(401, "UNAUTHORIZED");
        (await SignInAsync(Plain, "the password of the newer one")).ShouldBe(200);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verified_one_gets_mail_and_one_that_is_not_verified_gets_none()
    {
        await VerifyAsync(Dotted);
        await RenameAsync(Plain, "unverified@other.example");
        await RenameAsync(Dotted, "ada@other.example");
        await host.CreateAccountAsync("eve@acme.example.", Password);
        await VerifyAsync("eve@acme.example.");
        await DeleteAsync("eve@acme.example.");

        // The first mail asks the operator to verify their address.
        var mails = (await server.WaitForAsync(3)).Skip(1).ToArray();

        mails.Select(static mail => mail.Subject).ShouldBe(
            ["The e-mail address of your JusInfer account was changed", "Your JusInfer account was deleted"]);
        mails[0].To.ShouldBe([Dotted]);
        mails[0].Text.ShouldContain("ada@other.example");
        mails[1].Text.ShouldContain("eve@acme.example.");
    }

    [Theory]
    [InlineData(Plain, "Another account has this address.")]
    [InlineData("ADA@acme.example.", "Another account has this address.")]
    [InlineData("nobody", "e-mail address")]
    [InlineData("ada@b\u00FCcher.example", "xn--")]
    [InlineData("ada@bound.example", "sign in with Acme")]
    [InlineData("operator@example.com", "Another account has this address.")]
    public async Task An_address_that_cannot_be_given_is_named_with_its_reason(string address, string reason)
    {
        var error = (await RenameAsync(Dotted, address)).Error.ShouldNotBeNull();

        (error is RequestError.Invalid invalid ? string.Join(' ', invalid.Errors["email"]) : error.Reason).ShouldContain(reason);
        (await SignInAsync(Dotted)).ShouldBe(200);
    }

    [Fact]
    public async Task An_account_of_a_bound_domain_can_get_the_spelling_that_its_provider_knows()
    {
        var user = await StoreAsync("ada@bound.example.");

        (await DoAsync(accounts => accounts.RenameAsync(me, user, "ada@bound.example", Token))).Value.ShouldBe("ada@bound.example");
    }

    [Fact]
    public async Task The_account_of_an_operator_is_not_deleted_and_keeps_its_mailbox()
    {
        await DeleteAsync(Plain);
        await VerifyAsync(Dotted);
        (await host.Services.GetRequiredService<IOperatorStore>().IsOperatorAsync(me, Token)).ShouldBeTrue();
        await using var scope = host.Services.CreateAsyncScope();
        var options = new OperatorOptions { Emails = [Dotted] };
        var operators = new OperatorAuthorization(scope.ServiceProvider.GetRequiredService<IOperatorStore>(), options);
        var accounts = ActivatorUtilities.CreateInstance<LegacyAccounts>(scope.ServiceProvider, operators);
        var user = await IdOfAsync(Dotted);

        (await accounts.DeleteAsync(me, user, Dotted, Token)).ShouldNotBeNull().Reason.ShouldContain("operator");
        (await accounts.RenameAsync(me, user, "ada@other.example", Token)).Error.ShouldNotBeNull().Reason.ShouldContain("operator");

        (await accounts.RenameAsync(me, user, Plain, Token)).Value.ShouldBe(Plain);
    }

    [Fact]
    public async Task What_only_a_provider_verified_to_which_the_domain_is_not_bound_is_not_verified_in_another_spelling()
    {
        await DeleteAsync(Plain);
        await VerifyAsync(Dotted);
        var user = await IdOfAsync(Dotted);
        await ChangeAsync(async context =>
        {
            context.Add(new IdentityUserToken<Guid> { UserId = user.Value, LoginProvider = "acme", Name = ExternalIdentity.VerifiedToken });
            await context.SaveChangesAsync(Token);
        });

        (await RenameAsync(Dotted, Plain)).Value.ShouldBe(Plain);

        (await IsVerifiedAsync(Plain)).ShouldBeFalse("It could be one of Operator:Emails, for which a mailed link has to prove it.");
    }

    [Fact]
    public async Task An_account_that_was_renamed_since_it_was_shown_is_not_deleted()
    {
        var user = await IdOfAsync(Dotted);
        await RenameAsync(Dotted, "ada.two@acme.example");

        (await DoAsync(accounts => accounts.DeleteAsync(me, user, Dotted, Token))).ShouldNotBeNull().Reason.ShouldBe(LegacyAccounts.Gone);
    }

    [Fact]
    public async Task Only_operators_resolve_addresses_and_only_those_that_are_listed()
    {
        var (other, current) = (await IdOfAsync(Dotted), await IdOfAsync("operator@example.com"));
        await host.SignUpAsync("eve@example.com");
        var eve = await IdOfAsync("eve@example.com");

        (await DoAsync(accounts => accounts.RenameAsync(eve, other, "eve@acme.example", Token))).Error
            .ShouldBeOfType<RequestError.Forbidden>();
        (await DoAsync(accounts => accounts.DeleteAsync(eve, other, Dotted, Token))).ShouldBeOfType<RequestError.Forbidden>();
        (await DoAsync(accounts => accounts.RenameAsync(me, eve, "zoe@acme.example", Token))).Error!.Reason.ShouldBe(LegacyAccounts.Gone);
        (await DoAsync(accounts => accounts.DeleteAsync(me, eve, "eve@example.com", Token))).ShouldNotBeNull().Reason
            .ShouldBe(LegacyAccounts.Gone);
        (await DoAsync(accounts => accounts.DeleteAsync(me, current, "operator@example.com", Token))).ShouldNotBeNull().Reason
            .ShouldContain("your own account");
    }

    [Fact]
    public async Task The_only_owner_of_a_team_with_others_is_not_deleted()
    {
        await host.SignUpAsync("eve@example.com");
        var owner = await host.Services.GetRequiredService<ITenancyStore>().FindMembershipAsync(await IdOfAsync(Dotted), Token);
        await host.JoinAsync(owner!.TeamId, await IdOfAsync("eve@example.com"), Role.Member);

        (await DeleteAsync(Dotted)).ShouldNotBeNull().Reason.ShouldContain("without an owner");

        (await SignInAsync(Dotted)).ShouldBe(200);
    }

    private Task<Result<string, RequestError>> RenameAsync(string from, string to) =>
        DoAsync(async accounts => await accounts.RenameAsync(me, await IdOfAsync(from), to, Token));

    private async Task<ImmutableArray<LegacyAccount>> ListAsync() => (await DoAsync(accounts => accounts.ListAsync(me, Token))).Accounts;

    private Task<RequestError?> DeleteAsync(string email) =>
        DoAsync(async accounts => await accounts.DeleteAsync(me, await IdOfAsync(email), email, Token));

    private async Task<T> DoAsync<T>(Func<LegacyAccounts, Task<T>> act)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var claims = new SignInClaims(me, SignInSessionId.New(host.Time.GetUtcNow())).ToClaims();
        host.Services.GetRequiredService<CurrentCaller>().SetPageUser(new ClaimsPrincipal(new ClaimsIdentity(claims, "test")));
        return await act(scope.ServiceProvider.GetRequiredService<LegacyAccounts>());
    }

    /// <summary>The account with exactly this spelling.</summary>
    private async Task<UserId> IdOfAsync(string email) =>
        (await host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, Token))!.Id;

    private Task<ApiAnswer> SignInAsync(string email, string password = Password) =>
        new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email, password });

    private async Task<UserId> StoreAsync(string email)
    {
        var user = new PortalUser
        {
            Id = UserId.New(host.Time.GetUtcNow()).Value,
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            CreatedAt = host.Time.GetUtcNow(),
        };
        await ChangeAsync(async context =>
        {
            context.Add(user);
            await context.SaveChangesAsync(Token);
        });
        return user.UserId;
    }

    private Task VerifyAsync(string email) => ChangeAsync(context => context.Users.Where(row => row.Email == email)
        .ExecuteUpdateAsync(row => row.SetProperty(account => account.EmailConfirmed, true), Token));

    private async Task<bool> IsVerifiedAsync(string email)
    {
        var isVerified = false;
        await ChangeAsync(async context => isVerified = (await context.Users.SingleAsync(row => row.Email == email, Token)).EmailConfirmed);
        return isVerified;
    }

    private async Task ChangeAsync(Func<PortalDbContext, Task> change)
    {
        await using var context = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        await change(context);
    }
}
