using Bunit;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Rejections;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components;

/// <summary>The services that a tab's panel needs: a team, its keys and its usage in memory, a signed-in owner, a manual clock.</summary>
public abstract class PanelTestContext : BunitContext
{
    private protected PanelTestContext()
    {
        JSInterop.SetupModule("/js/kit.js").Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/charts.js").Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("/js/combobox.js").Mode = JSRuntimeMode.Loose;
        TeamScript = JSInterop.SetupModule("/js/team.js");
        TeamScript.Mode = JSRuntimeMode.Loose;
        JSInterop.Mode = JSRuntimeMode.Loose;

        Services.AddPortalPages();
        Services.AddSingleton<IInvitationStore>(InvitationStore).AddSingleton<ITenancyStore>(Team.Store).AddSingleton<IKeyStore>(KeyStore).AddSingleton<IUsageQueries>(Usage);
        Services.AddKeyedSingleton<TimeProvider>(MachineTimeAttribute.Key, Time);
        Services.AddSingleton<TimeProvider>(Time).AddSingleton(UsageSignal).AddSingleton(AccessSignal).AddSingleton(WalletSignal).AddSingleton(AlertSignal);
        Services.AddSingleton<KeyMinter>().AddScoped<ApiKeyService>();
        Services.AddTenancy().AddSingleton<IStepUpAuthentication>(NoStepUp.Instance);
        Services.AddSingleton<IBudgetStore>(BudgetStore).AddSingleton(BudgetSignal).AddSingleton(Substitute.For<IRunBudgetStore>()).AddBudgets();
        Services.AddSingleton(Runs).AddSingleton(Pauses).AddSingleton<PauseCache>().AddSingleton<PausedTeams>();
        Services.AddSingleton(new RunawayOptions()).AddScoped<PauseService>();
        Pauses.ListAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns([]);
        Pauses.ListTeamsAsync(Arg.Any<CancellationToken>()).Returns([]);
        Services.AddSingleton(RejectionStore);
        RejectionStore.ListAsync(Arg.Any<RejectionFilter>(), Arg.Any<CancellationToken>()).Returns(new RejectionPage([], Next: null, ScannedTo: null));
        Services.AddSingleton<CallLog>().AddSingleton(StoredResponses);
        Services.AddSingleton(Feedback).AddFeedback();
        Feedback.ListAsync(Arg.Any<TeamId>(), Arg.Any<FeedbackSubject>(), Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns([]);
        Feedback.ListComparedAsync(Arg.Any<TeamId>(), Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns([]);
        Feedback.ListResultsAsync(Arg.Any<TeamId>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns([]);
        Services.AddSingleton(Wallets).AddSingleton(Substitute.For<IHeldAmounts>());
        Services.AddSingleton<IOperatorStore>(OperatorStore).AddSingleton(new OperatorOptions()).AddScoped<Operators>().AddSingleton<IOperatorAuthorization, OperatorAuthorization>().AddScoped<SignedInResolver>();
        Services.AddSingleton<ISignInSessionStore>(SignInSessionStore).AddSingleton<SignInSessions>().AddSingleton<KnownDevices>().AddSingleton<SecurityMails>().AddSingleton(SecondFactors).AddHttpContextAccessor();
        Services.AddCatalog(static _ => CatalogReader.Read(File.ReadAllBytes(Repository.PathOf("catalog.json")), Catalog.CatalogFile.Dialects, static _ => null).Value);
        Wallets.GetAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new WalletState(Team.Team.Id, WalletMode.Prepaid, NanoUsd.FromUsd(25), NanoUsd.Zero));
        Wallets.ReadStatementAsync(Arg.Any<TeamId>(), Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(new WalletStatement(NanoUsd.Zero, []));
        Wallets.ListAsync(Arg.Any<TeamId>(), Arg.Any<int>(), Arg.Any<LedgerEntryId?>(), Arg.Any<CancellationToken>()).Returns([]);
        Services.AddOutbox().AddSingleton(Substitute.For<IMailStore>()).AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider()).AddSingleton(new Signal<MailAdded>()).AddSingleton(new Signal<BreakerChanged>());
        Services.AddSingleton(LegacyStore).AddScoped<LegacyAccounts>();
        Services.AddSingleton(Substitute.For<IAccountStore>()).AddScoped<AccountDeletion>();
        Services.AddSingleton(new AccountsOptions()).AddSingleton<ProviderClient>().AddSingleton<ExternalProviders>();
        LegacyStore.ListAsync(Arg.Any<CancellationToken>()).Returns(LegacyAccountList.Empty);
        Services.AddSingleton<InvitationMails>().AddSingleton(Substitute.For<IRemovalClock>());

        // No articles unless a test adds a library that has read them, which takes longer than most tests.
        Services.AddSingleton(ContentRoot.LibraryAt(Repository.Root));
        SignIn(Team.Owner);
    }

    /// <summary>Says which team the page names; none unless a test sets it up.</summary>
    private protected BunitJSModuleInterop TeamScript { get; }

    private protected ManualTime Time { get; } = new();

    private protected TestTeam Team { get; } = new();

    private protected InMemoryInvitationStore InvitationStore { get; } = new();

    private protected InMemoryBudgetStore BudgetStore { get; } = new();

    private protected IRunQueries Runs { get; } = Substitute.For<IRunQueries>();

    private protected IPauseStore Pauses { get; } = Substitute.For<IPauseStore>();

    private protected IRejectionStore RejectionStore { get; } = Substitute.For<IRejectionStore>();

    private protected IResponseStore StoredResponses { get; } = Substitute.For<IResponseStore>();

    private protected IFeedbackStore Feedback { get; } = Substitute.For<IFeedbackStore>();

    private protected IWalletStore Wallets { get; } = Substitute.For<IWalletStore>();

    private protected InMemoryOperatorStore OperatorStore { get; } = new();

    private protected ILegacyAccountStore LegacyStore { get; } = Substitute.For<ILegacyAccountStore>();

    private protected ISecondFactorStore SecondFactors { get; } = Substitute.For<ISecondFactorStore>();

    private protected InMemorySessionStore SignInSessionStore { get; } = new();

    private protected InMemoryKeyStore KeyStore { get; } = new();

    private protected InMemoryUsage Usage { get; } = new();

    private protected Signal<UsageChanged> UsageSignal { get; } = new();

    private protected Signal<AccessChanged> AccessSignal { get; } = new();

    private protected Signal<BudgetsChanged> BudgetSignal { get; } = new();

    private protected Signal<WalletChanged> WalletSignal { get; } = new();

    private protected Signal<AlertRaised> AlertSignal { get; } = new();

    private protected void SignIn(Member member)
    {
        var authorization = AddAuthorization();
        authorization.SetAuthorized(member.Email);
        var session = new SignInSession(SignInSessionId.New(Time.GetUtcNow()), member.UserId, Time.GetUtcNow(), DateTimeOffset.MaxValue);
        SignInSessionStore.All.Add(session);
        authorization.SetClaims([.. new SignInClaims(member.UserId, session.Id).ToClaims()]);
    }

    private protected async Task<ApiKey> MintAsync(string name, Member? holder = null)
    {
        var minter = new KeyMinter(KeyStore, Time);
        var terms = new NewKey { Name = name, Terms = new KeyTerms { RequestsPerMinute = 600 } };
        return (await minter.MintAsync(Team.Team.Id, (holder ?? Team.Owner).Id, terms, CancellationToken.None)).Key;
    }

    /// <summary>Adds a call that ended one second ago and cost two cents.</summary>
    private protected UsageRecord Call(ApiKey key, string served = "openai/gpt-5", int status = 200)
    {
        var at = Time.GetUtcNow().AddSeconds(-1);
        var record = new UsageRecord
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = key.TeamId,
            KeyId = key.Id,
            MemberId = key.MemberId,
            ModelRequested = "jusInfer-auto",
            ModelServed = served,
            Route = "auto:reasoning",
            Status = status,
            Tokens = new TokenBuckets { InputUncached = 1200, CacheRead = 300, OutputText = 42 },
            Cost = NanoUsd.FromUsd(0.02m),
            BaselineCost = NanoUsd.FromUsd(0.08m),
            Source = UsageSource.Provider,
            DurationMs = 1500,
            TtftMs = 250,
            Attempts = 1,
            Simulated = true,
            CatalogVersion = "abc",
        };
        Usage.Records.Add(record);
        return record;
    }

    /// <summary>The team's usage has changed, and the time of a live update is over.</summary>
    private protected void PublishChange()
    {
        UsageSignal.Publish(new UsageChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
