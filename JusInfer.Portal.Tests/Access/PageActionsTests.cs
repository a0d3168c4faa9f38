using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>
/// Every action of the portal's pages, every role, and the owner of another team. The actions are compared with the calls of services that the built components contain, so
/// that an action which no test tries fails. The services decide, whatever a page shows; <see cref="PageAccessTests"/> is about opening the pages, and
/// <see cref="AccountActionsTests"/> tries what is about an account.
/// </summary>
public sealed class PageActionsTests(AccessTeam fixture) : IClassFixture<AccessTeam>
{
    private const string All = "VBMAO";
    private const string Spends = "BAO";
    private const string Calls = "MAO";
    private const string Manages = "AO";
    private const string Owns = "O";
    private const string Operators = "";

    /// <summary>Methods with these names read.</summary>
    private static readonly string[] Queries = ["List", "Find", "Read", "Get", "Count", "Has", "Is", "Report", "BreakDown", "Sum", "Resolve", "Lacks", "Includes", "Subscribe", "BoundTo", "OfIssuer"];

    /// <summary>Other names of what reads, and of what changes nothing that is stored. An invitation is mailed with what only inviting returns.</summary>
    private static readonly string[] WithoutChange =
    [
        "CurrentCaller.SetPageUser", "IHeldAmounts.OfWallet", "IOperatorAuthorization.CheckAsync", "IStepUpAuthentication.CheckAsync",
        "InvitationMails.SendAsync", "KeysMarkdown.WriteAsync", "LimitReport.EvaluateAsync", "LimitsMarkdown.WriteAsync",
        "OAuthAuthorization.Check", "ProviderService.DetectAsync", "ResponseRetention.DaysOf", "ResumptionDemo.RunAsync",
        "RunsMarkdown.WriteAsync", "SignedInResolver.SetPageTeam", "UpstreamCuts.Prepare", "UsageDimensions.Of",
        "UsageMarkdown.WriteAsync", "UsageReader.ExploreAsync",
    ];

    private static readonly PageAction[] Actions =
    [
        new("ApiKeyService.MintAsync", Calls, static (team, me) => ErrorOf(team.Get<ApiKeyService>().MintAsync(me, new KeyRequest { Name = "mine" }, Token)), NamesThings: false) { Subject = "own" },
        new("ApiKeyService.MintAsync", Manages, static (team, me) => ErrorOf(team.Get<ApiKeyService>().MintAsync(me, new KeyRequest { Name = "theirs", MemberId = team.Other.Id }, Token))) { Subject = "another member's" },
        new("ApiKeyService.ChangeAsync", Manages, static async (team, me) =>
            (await team.Get<ApiKeyService>().ChangeAsync(me, (await team.KeyOfAsync(team.Other)).Id, null, new KeyChange { Rpm = 100 }, Token)).Error),
        new("ApiKeyService.RotateAsync", Manages, static async (team, me) =>
            (await team.Get<ApiKeyService>().RotateAsync(
                me, (await team.KeyOfAsync(team.Other)).Id, version: null, new KeyRotation(), Token)).Error),
        new("ApiKeyService.RevokeAsync", Manages, static async (team, me) => (await team.Get<ApiKeyService>().RevokeAsync(me, (await team.KeyOfAsync(team.Other)).Id, Token)).Error),
        new("PlaygroundKeys.MintAsync", Calls, static (team, me) => ErrorOf(team.Get<PlaygroundKeys>().MintAsync(me, Token)), NamesThings: false),
        new("PlaygroundKeys.RevokeAsync", Manages, static async (team, me) =>
        {
            var key = await team.KeyOfAsync(team.Other);
            await team.Get<PlaygroundKeys>().RevokeAsync(me, key.Id, Token);
            return (await team.Get<ApiKeyService>().ListAsync(team.Owner, Token)).Single(known => known.Id == key.Id).RevokedAt is null ? new RequestError.Forbidden("The key is live.") : null;
        }),
        new("PauseService.ResumeAsync(Member, Id)", Manages, static async (team, me) => (await team.Get<PauseService>().ResumeAsync(me, (await team.KeyOfAsync(team.Other)).Id, Token)).Error) { Subject = "another member's" },
        new("PauseService.ResumeAsync(Member, Id)", Calls, static async (team, me) =>
            (await team.Get<PauseService>().ResumeAsync(me, (await team.KeyOfAsync(me.Role.Calls() ? me : team.Other)).Id, Token)).Error, NamesThings: false) { Subject = "own" },
        new("PauseService.ResumeAsync(Member, String)", Manages, static async (team, me) =>
            (await team.Get<PauseService>().ResumeAsync(me, await team.PausedRunOfAsync(team.Other), Token)).Error) { Subject = "another member's" },
        new("PauseService.ResumeAsync(Member, String)", Calls, static async (team, me) =>
            (await team.Get<PauseService>().ResumeAsync(me, await team.PausedRunOfAsync(me), Token)).Error, NamesThings: false) { Subject = "own" },

        new("MemberSettings.SetCapAsync", Spends, static (team, me) => ErrorOf(team.Get<MemberSettings>().SetCapAsync(me, team.Other.Id, null, new CapRequest { MonthlyUsd = 20m }, Token))),
        new("MemberSettings.SetCapAsync", Owns, static (team, me) => ErrorOf(team.Get<MemberSettings>().SetCapAsync(me, team.Owner.Id, null, new CapRequest { MonthlyUsd = 20m }, Token))) { Subject = "the owner" },
        new("MemberSettings.ChangeAsync", Manages, static (team, me) => ErrorOf(team.Get<MemberSettings>().ChangeAsync(me, team.Other.Id, null, new MemberChange { Rpm = 100 }, Token))) { Subject = "rates" },
        new("MemberSettings.ChangeAsync", Owns, static (team, me) => ErrorOf(team.Get<MemberSettings>().ChangeAsync(me, team.Other.Id, null, new MemberChange { Role = Role.Owner }, Token))) { Subject = "a role above the own" },
        new("MemberRemoval.RemoveAsync", Manages, static async (team, me) => (await team.Get<MemberRemoval>().RemoveAsync(me, (await team.NewMemberAsync()).Id, Token)).Error),
        new("MemberRemoval.RemoveAsync", Owns, static (team, me) => ErrorOf(team.Get<MemberRemoval>().RemoveAsync(me, team.Owner.Id, Token))) { Subject = "the owner" },
        new("MemberRemoval.LeaveAsync", All, static (team, me) => team.Get<MemberRemoval>().LeaveAsync(me, Token), NamesThings: false),
        new("Invitations.InviteAsync", Manages, static (team, me) => ErrorOf(team.Get<Invitations>().InviteAsync(
            me, new InvitationRequest { Email = $"{Guid.NewGuid():N}@example.com", Role = Role.Member }, Token)), NamesThings: false),
        new("Invitations.RevokeAsync", Manages, static async (team, me) => (await team.Get<Invitations>().RevokeAsync(me, (await team.InvitationAsync()).Invitation.Id, Token)).Error),
        new("ResetLinks.CreateAsync(Member, Id)", Owns, static (team, me) => ErrorOf(team.Get<ResetLinks>().CreateAsync(me, team.Other.Id, Token))) { Subject = "a member" },
        new("ResetLinks.CreateAsync(Member, String)", Operators, static (team, me) => ErrorOf(team.Get<ResetLinks>().CreateAsync(me, team.Other.Email, Token))) { Subject = "an address" },
        new("SessionRevocation.EndAllAsync", Operators, static (team, me) => ErrorOf(team.Get<SessionRevocation>().EndAllAsync(me, team.Other.Email, Token))),
        new("LegacyAccounts.RenameAsync", Operators, static (team, me) => ErrorOf(
            team.Get<LegacyAccounts>().RenameAsync(me.UserId, team.Other.UserId, "other@example.com", Token))),
        new("LegacyAccounts.DeleteAsync", Operators, static (team, me) =>
            team.Get<LegacyAccounts>().DeleteAsync(me.UserId, team.Other.UserId, team.Other.Email, Token)),
        new("TeamDeletion.DeleteAsync", Owns, static (team, me) => team.Get<TeamDeletion>().DeleteAsync(me, Token), NamesThings: false),

        new("TeamService.ChangeAsync", Owns, static (team, me) => ErrorOf(team.Get<TeamService>().ChangeAsync(me, null, new TeamChange { StoreResponses = false }, Token)), NamesThings: false),
        new("TeamService.ChangeAsync", Manages, static (team, me) => ErrorOf(team.Get<TeamService>().ChangeAsync(me, null, new TeamChange { Rpm = 100 }, Token)), NamesThings: false) { Subject = "rates" },
        new(
            "TeamMeasurements.ResetAsync", Owns,
            static (team, me) => team.Get<TeamMeasurements>().ResetAsync(me, Token), NamesThings: false),

        new("BudgetService.AddAsync", Spends, static (team, me) => ErrorOf(team.Get<BudgetService>().AddAsync(
            me, new BudgetRequest { Scope = BudgetScope.Run, Window = BudgetWindow.Day, AmountUsd = 20 }, Token)), NamesThings: false),
        new("BudgetService.ChangeAsync", Spends, static async (team, me) =>
            (await team.Get<BudgetService>().ChangeAsync(me, (await team.BudgetAsync()).Id, null, new BudgetChange { AmountUsd = 3 }, Token)).Error),
        new("BudgetService.RemoveAsync", Spends, static async (team, me) => await team.Get<BudgetService>().RemoveAsync(me, (await team.BudgetAsync()).Id, null, Token)),
        new("BudgetService.AddAsync", Owns, static (team, me) => ErrorOf(team.Get<BudgetService>().AddAsync(
            me, new BudgetRequest { Scope = BudgetScope.Member, ScopeId = team.Owner.Id.ToString(), Window = BudgetWindow.Day, AmountUsd = 20 }, Token))) { Subject = "the owner's" },
        new("BudgetService.ChangeAsync", Owns, static async (team, me) =>
            (await team.Get<BudgetService>().ChangeAsync(me, (await team.OwnersBudgetAsync()).Id, null, new BudgetChange { AmountUsd = 3 }, Token)).Error) { Subject = "the owner's" },
        new("BudgetService.RemoveAsync", Owns, static async (team, me) => await team.Get<BudgetService>().RemoveAsync(me, (await team.OwnersBudgetAsync()).Id, null, Token)) { Subject = "the owner's" },

        new("WebhookService.AddAsync", Manages, static (team, me) => ErrorOf(team.Get<WebhookService>().AddAsync(me, new WebhookRequest { Url = "https://example.com/hook" }, Token)), NamesThings: false),
        new("WebhookService.ChangeAsync", Manages, static async (team, me) =>
            (await team.Get<WebhookService>().ChangeAsync(me, (await team.WebhookAsync()).Id, new WebhookChange { Enabled = false }, Token)).Error),
        new("WebhookService.RemoveAsync", Manages, static async (team, me) => await team.Get<WebhookService>().RemoveAsync(me, (await team.WebhookAsync()).Id, Token)),
        new("WebhookService.TestAsync", Manages, static async (team, me) => (await team.Get<WebhookService>().TestAsync(me, (await team.WebhookAsync()).Id, Token)).Error),
        new("WebhookService.RepeatAsync", Manages, static async (team, me) =>
        {
            var webhook = await team.WebhookAsync();
            var delivery = (await team.Get<WebhookService>().TestAsync(team.Owner, webhook.Id, Token)).Value;
            return (await team.Get<WebhookService>().RepeatAsync(me, webhook.Id, delivery.Id, Token)).Error;
        }),

        new("ProviderService.SetAsync", Operators, static (team, me) => ErrorOf(team.Get<ProviderService>().SetAsync(
            me.UserId, AccessTeam.Provider, null, new CredentialRequest { Credential = new Secret("sk-of-the-test") }, Token))),
        new("ProviderService.RemoveAsync", Operators, static (team, me) => team.Get<ProviderService>().RemoveAsync(me.UserId, AccessTeam.Provider, Token)),
        new("ProviderService.TestAsync", Operators, static (team, me) => ErrorOf(team.Get<ProviderService>().TestAsync(me.UserId, AccessTeam.Provider, Token))),
        new("ProviderService.AddServerAsync", Operators, static (team, me) => team.Get<ProviderService>().AddServerAsync(me.UserId, "ollama", Token)),
        new("ProviderService.RemoveServerAsync", Operators, static (team, me) => team.Get<ProviderService>().RemoveServerAsync(me.UserId, "ollama", Token)),
        new("ProviderService.SetEnabledAsync", Operators, static (team, me) => team.Get<ProviderService>().SetEnabledAsync(me.UserId, AccessTeam.Provider, enabled: true, Token)),
        new("ProviderHealth.ResetAsync", Operators, static (team, me) => team.Get<ProviderHealth>().ResetAsync(me.UserId, AccessTeam.Model, AccessTeam.Provider, "model", Token)),
        new("ModelService.SetAsync", Operators, static (team, me) => ErrorOf(team.Get<ModelService>().SetAsync(
            me.UserId, AccessTeam.Model, null, new ModelSettingsRequest { Aliases = ["alias-of-the-test"] }, Token))),
        new("NodeWriteOff.WriteOffAsync", Operators, static (team, me) => team.Get<NodeWriteOff>().WriteOffAsync(me.UserId, Guid.NewGuid(), Token)),
        new("WalletService.AddAsync", Operators, static (team, me) => ErrorOf(team.Get<WalletService>().AddAsync(me.UserId, me.TeamId, new CreditRequest { AmountUsd = 5 }, Token)), NamesThings: false) { Subject = "own" },
        new("WalletService.AddAsync", Operators, static (team, me) => ErrorOf(team.Get<WalletService>().AddAsync(
            me.UserId, me.TeamId, new CreditRequest { AmountUsd = 5, TeamId = team.Owner.TeamId }, Token))) { Subject = "a team's" },
        new("PauseService.ResumeTeamAsync", Operators, static (team, me) => ErrorOf(team.Get<PauseService>().ResumeTeamAsync(
            me.UserId, team.Owner.TeamId.ToString(), Token))),
        new("WalletService.ChangeAsync", Operators, static (team, me) => ErrorOf(team.Get<WalletService>().ChangeAsync(
            me.UserId, team.Owner.TeamId.ToString(), new WalletChange { Wallet = WalletMode.Postpaid }, Token))),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllActions => [.. Actions.Select(static action => action.ToString())];

    public static TheoryData<string> ActionsThatNameThings => [.. Actions.Where(static action => action.NamesThings).Select(static action => action.ToString())];

    public static TheoryData<string> ActionsOfOperators => [.. Actions.Where(static action => action.Roles.Length == 0).Select(static action => action.ToString())];

    [Fact]
    public void Every_action_of_a_page_has_an_entry()
    {
        var called = ComponentCalls.To(fixture.Host.Services.GetRequiredService<IServiceProviderIsService>())
            .Where(static call => !IsQuery(call[(call.IndexOf('.', StringComparison.Ordinal) + 1)..])).ToHashSet(StringComparer.Ordinal);

        var known = Actions.Select(static action => action.Call).Concat(OwnAccountActions.All.Concat(CredentialActions.All).Select(static action => action.Call)).ToArray();
        called.Except(known.Concat(WithoutChange)).ShouldBeEmpty("actions without a test");
        known.Concat(WithoutChange).Except(called).ShouldBeEmpty("entries without an action");
    }

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(AllActions))]
    public async Task A_role_can_do_what_it_may_and_nothing_else(string name)
    {
        var action = Find(name);
        await using var team = await PageTeam.CreateAsync(fixture.Host.Services);

        foreach (var (role, member) in team.Members)
        {
            var error = await action.TryAsync(team, member);
            if (action.Roles == Operators) error.ShouldBeOfType<RequestError.Forbidden>($"{role}");
            else if (action.Roles.Contains(role.ToString()[0], StringComparison.Ordinal)) IsDenied(error).ShouldBeFalse($"{role}: {error?.Reason}");
            else IsDenied(error).ShouldBeTrue($"{role}: {error?.Reason ?? "done"}");
        }
    }

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(ActionsThatNameThings))]
    public async Task The_owner_of_another_team_can_do_nothing(string name)
    {
        await using var team = await PageTeam.CreateAsync(fixture.Host.Services);

        var error = await Find(name).TryAsync(team, team.Stranger);

        (IsDenied(error) || error is RequestError.Invalid).ShouldBeTrue(error?.Reason ?? "done");
    }

    [Theory]
    [MemberData(nameof(ActionsOfOperators))]
    public async Task An_operator_who_is_in_another_team_can_do_what_operators_may(string name)
    {
        await using var team = await PageTeam.CreateAsync(fixture.Host.Services);

        (await Find(name).TryAsync(team, await fixture.OperatorAsync())).ShouldNotBeOfType<RequestError.Forbidden>();
    }

    /// <summary>The first word counts as a whole: issuing is not asking whether something is.</summary>
    private static bool IsQuery(string method) =>
        Array.Exists(Queries, query => method.StartsWith(query, StringComparison.Ordinal) && (method.Length == query.Length || !char.IsAsciiLetterLower(method[query.Length])));

    private static PageAction Find(string name) => Actions.Single(action => action.ToString() == name);

    private static bool IsDenied(RequestError? error) => error is RequestError.Forbidden or RequestError.NotFound;

    private static async Task<RequestError?> ErrorOf<T>(Task<Result<T, RequestError>> done) => (await done).Error;
}
