using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A node that uses the store, with its own services, signals and listener.</summary>
internal sealed class StoreNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    /// <param name="options">The database.</param>
    /// <param name="time">The time that all its services use; null for that of the store.</param>
    /// <param name="machine">The clock of its machine; null for the one of this machine.</param>
    public StoreNode(StoreOptions options, TimeProvider? time = null, TimeProvider? machine = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        if (time is not null) collection.AddSingleton(time);
        if (machine is not null) collection.AddKeyedSingleton(MachineTimeAttribute.Key, machine);
        collection.AddIdentityCore<PortalUser>();
        collection.AddData(options)
            .ConfigureDbContext<SqlitePortalDbContext>(context => context.AddInterceptors(Statements))
            .ConfigureDbContext<PostgresPortalDbContext>(context => context.AddInterceptors(Statements));
        services = collection.BuildServiceProvider(validateScopes: true);
    }

    public StatementCount Statements { get; } = new();

    public StoreMigration Migration => Get<StoreMigration>();

    public ITenancyStore Tenancy => Get<ITenancyStore>();

    public IInvitationStore Invitations => Get<IInvitationStore>();

    public IKeyStore Keys => Get<IKeyStore>();

    public IUsageStore Usage => Get<IUsageStore>();

    public IUsageQueries Queries => Get<IUsageQueries>();

    public IWalletStore Wallets => Get<IWalletStore>();

    public IBudgetStore Budgets => Get<IBudgetStore>();

    public IAllowanceStore Allowances => Get<IAllowanceStore>();

    public ISigningKeyStore SigningKeys => Get<ISigningKeyStore>();

    public ISignInSessionStore Sessions => Get<ISignInSessionStore>();

    public IRefreshTokenStore RefreshTokens => Get<IRefreshTokenStore>();

    public IOperatorStore Operators => Get<IOperatorStore>();

    public Signal<AccessChanged> AccessChanges => Get<Signal<AccessChanged>>();

    public Signal<WalletChanged> WalletChanges => Get<Signal<WalletChanged>>();

    public Signal<BudgetsChanged> BudgetChanges => Get<Signal<BudgetsChanged>>();

    public Signal<UsageChanged> UsageChanges => Get<Signal<UsageChanged>>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public PortalDbContext OpenContext() => Get<IDbContextFactory<PortalDbContext>>().CreateDbContext();

    public async Task<T> WithUsersAsync<T>(Func<IUserStore<PortalUser>, Task<T>> use)
    {
        await using var scope = services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<IUserStore<PortalUser>>());
    }

    public async Task StartAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
