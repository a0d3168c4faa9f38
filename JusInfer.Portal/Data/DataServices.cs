using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Journal;
using JusInfer.Portal.Usage.Rejections;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Data;

internal static class DataServices
{
    /// <summary>Adds the stores of all modules, Identity's users and the Data Protection keys, which share one database.</summary>
    internal static IServiceCollection AddData(this IServiceCollection services, StoreOptions options)
    {
        services.TryAddKeyedSingleton(MachineTimeAttribute.Key, TimeProvider.System);
        services.AddSingleton<StoreTimeProvider>();
        services.TryAddSingleton<TimeProvider>(container => options.IsShared
            ? container.GetRequiredService<StoreTimeProvider>()
            : container.GetRequiredKeyedService<TimeProvider>(MachineTimeAttribute.Key));
        services.TryAddSingleton(typeof(Signal<>));
        services.AddSingleton(options);
        if (options.IsShared) services.AddPostgres(options);
        else services.AddSqlite(options);

        services.AddSingleton<KeyRingRewrap>();
        services.AddSingleton<SqliteFileStamp>();
        services.AddSingleton<StoreMigration>();
        services.AddSingleton<ChangeSignals>();
        services.AddSingleton<ChangeWriter>();
        services.TryAddSingleton<IAuditCaller, NoCaller>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<IAuditStore, AuditStore>();
        services.AddSingleton<ITenancyStore, TenancyStore>();
        services.AddSingleton<IInvitationStore, InvitationStore>();
        services.AddSingleton<IKeyStore, KeyStore>();
        services.AddSingleton<IUsageStore, UsageStore>();
        services.AddSingleton<IUsageQueries, UsageQueries>();
        services.AddSingleton<IRunQueries, RunQueries>();
        services.AddSingleton<IUsageRetention, UsageRetention>();
        services.AddSingleton<IRemovalClock, RemovalClock>();
        services.TryAddSingleton(InitialCreditPolicy.None);
        services.AddSingleton<IWalletStore, WalletStore>();
        services.AddSingleton<IBudgetStore, BudgetStore>();
        services.AddSingleton<IRunBudgetStore, RunBudgetStore>();
        services.AddSingleton<IAllowanceStore, AllowanceStore>();
        services.TryAddSingleton(static _ => LeaseNode.New());
        services.AddSingleton<ILeaseStore, LeaseStore>();
        services.AddSingleton<IRateStore, RateStore>();
        services.AddSingleton<INodeStore, NodeStore>();
        services.AddSingleton<ChangePolling>();
        services.AddSingleton<IRejectionStore, RejectionStore>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<IFeedbackStore, FeedbackStore>();
        services.AddSingleton<IPromptSessionStore, PromptSessionStore>();
        services.AddSingleton<IPauseStore, PauseStore>();
        services.AddSingleton<ISpendHistoryStore, SpendHistoryStore>();
        services.AddOutbox();
        services.AddSingleton<IMailStore, MailStore>();
        services.AddSingleton<IPasskeyStore, PasskeyStore>();
        services.AddSingleton<IAddressProofStore, AddressProofStore>();
        services.AddSingleton<IEmailChangeStore, EmailChangeStore>();
        services.AddSingleton<ILegacyAccountStore, LegacyAccountStore>();
        services.AddSingleton<ILinkedIdentityStore, LinkedIdentityStore>();
        services.AddSingleton<AlertMails>();
        services.AddSingleton<AlertRows>();
        services.AddSingleton<IAlertStore, AlertStore>();
        services.AddSingleton<IAlertFacts, AlertFactsStore>();
        services.AddSingleton<IJobLeases, JobLeaseStore>();
        services.AddSingleton<IWebhookStore, WebhookStore>();
        services.AddSingleton<IProviderStore, ProviderStore>();
        services.AddSingleton<IDeliveryStore, DeliveryStore>();
        services.AddSingleton<IResponseStore, ResponseStore>();
        services.AddSingleton<IUserIdentifierStore, UserIdentifierStore>();
        services.AddSingleton<ISigningKeyStore, SigningKeyStore>();
        services.AddSingleton<ISignInSessionStore, SignInSessionStore>();
        services.AddSingleton<IRefreshTokenStore, RefreshTokenStore>();
        services.AddSingleton<IOperatorStore, OperatorStore>();
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<ISecondFactorStore, SecondFactorStore>();
        services.AddSingleton<IPasswordResetStore, PasswordResetStore>();

        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext());
        services.AddScoped<IUserStore<PortalUser>, UserStore>();

        // Without a name, the keys would depend on the folder of the application, which may differ between nodes.
        services.AddDataProtection().SetApplicationName("JusInfer")
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM });
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<PortalDbContext>>(
            (keys, contexts) =>
            {
                keys.XmlRepository = new DataProtectionKeyStore(options, contexts);

                // The repository wraps whole keys. Without an encryptor, Data Protection would warn of plain text.
                if (options.WrappingKeys.Current is not null) keys.XmlEncryptor = new NullXmlEncryptor();
            });
        return services;
    }

    /// <summary>Stamps the SQLite file of a server, and stops it if the file is replaced. Only a host can be stopped.</summary>
    internal static IServiceCollection AddSqliteFileWatch(this IServiceCollection services) =>
        services.AddSingleton<SqliteFileWatch>()
            .AddHostedService<SqliteFileStamping>()
            .AddHostedService(static container => container.GetRequiredService<SqliteFileWatch>());

    private static void AddSqlite(this IServiceCollection services, StoreOptions options)
    {
        services.AddSingleton<OpenedSqliteFile>();
        services.AddPooledDbContextFactory<SqlitePortalDbContext>((container, context) =>
            PlainSqliteConnection.UsedBy(context.UseSqlite(options.SqliteConnectionString)
                .AddInterceptors(
                    new SqliteFileCheck(container.GetRequiredService<OpenedSqliteFile>()), new SqlitePragmas(), new SqliteWriteWait())
                .ConfigureWarnings(ConfigureEvents)));
        services.AddSingleton<IDbContextFactory<PortalDbContext>, DbContextFactoryAdapter<SqlitePortalDbContext>>();
        services.AddSingleton<IUsageTables, SqliteUsageTables>();
        services.AddSingleton<IUsagePartitions, UnpartitionedUsage>();
        services.AddSingleton<IIntentStore, NoIntents>();
        services.AddSingleton<ChangeFeed>();
    }

    /// <summary>
    /// A commit whose caller has left is no error, as it is for commands (dotnet/efcore#19526, abpframework/abp#10693). One that fails
    /// reaches its caller, who logs it.
    /// </summary>
    private static void ConfigureEvents(WarningsConfigurationBuilder events) =>
        events.Log((RelationalEventId.TransactionError, LogLevel.Debug));

    private static void AddPostgres(this IServiceCollection services, StoreOptions options)
    {
        services.AddPooledDbContextFactory<PostgresPortalDbContext>(context =>
            context.UseNpgsql(options.ConnectionString).ConfigureWarnings(ConfigureEvents));
        services.AddSingleton<IDbContextFactory<PortalDbContext>, DbContextFactoryAdapter<PostgresPortalDbContext>>();
        services.AddSingleton<IUsageTables, PostgresUsageTables>();
        services.AddSingleton<IUsagePartitions, PostgresUsagePartitions>();
        services.AddSingleton<IIntentStore, PostgresIntents>();
        services.AddSingleton<PostgresChangeFeed>();
        services.AddSingleton<ChangeFeed>(provider => provider.GetRequiredService<PostgresChangeFeed>());
        services.AddHostedService<PostgresListener>();
        services.AddHostedService<PostgresBreakerHints>();
        services.AddHostedService<PostgresConnections>();
    }
}
