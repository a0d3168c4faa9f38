using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class ProviderStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IProviderStore
{
    private const int MaxAttempts = 5;

    public async Task<StoredProviders> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var credentials = await context.Set<ProviderCredentialRow>().AsNoTracking().OrderBy(row => row.Provider).ToListAsync(cancellationToken);
        var tests = await context.Set<ProviderTestRow>().AsNoTracking().OrderBy(row => row.Provider).ToListAsync(cancellationToken);
        var servers = await context.Set<LocalServerRow>().AsNoTracking().OrderBy(row => row.Provider).ToListAsync(cancellationToken);
        var models = await context.Set<ModelSettingsRow>().AsNoTracking().OrderBy(row => row.Model).ToListAsync(cancellationToken);
        var disabled = await context.Set<DisabledProviderRow>().AsNoTracking().OrderBy(row => row.Provider).ToListAsync(cancellationToken);
        var users = credentials.Select(static row => row.SetBy.Value)
            .Concat(servers.Select(static row => row.AddedBy.Value))
            .Concat(models.Select(static row => row.SetBy.Value))
            .Concat(disabled.Select(static row => row.By.Value))
            .Distinct()
            .ToArray();
        var emails = await context.Users
            .Where(user => users.Contains(user.Id) && user.Email != null)
            .Select(user => new { user.Id, user.Email })
            .ToListAsync(cancellationToken);
        return new StoredProviders
        {
            Credentials = [.. credentials.Select(static row => row.ToCredential())],
            Tests = [.. tests.Select(static row => row.ToTest())],
            Servers = [.. servers.Select(static row => row.ToServer())],
            Models = [.. models.Select(static row => row.ToSettings())],
            Disabled = [.. disabled.Select(static row => new DisabledProvider(row.Provider, row.At, row.By))],
            WasConnected = await context.Set<ConnectedProviderRow>().AnyAsync(cancellationToken),
            Emails = emails.ToImmutableDictionary(static user => new UserId(user.Id), static user => user.Email!),
        };
    }

    public Task<bool> SetCredentialAsync(ProviderCredential credential, long? version, CancellationToken cancellationToken) => RetryAsync(() => WriteAsync(
        async context =>
        {
            var rows = context.Set<ProviderCredentialRow>().Where(row => row.Provider == credential.Provider);
            var stored = await rows.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (version is { } read && read != ChangeVersion.Of(stored?.SetAt)) return 0;
            if (stored is null)
            {
                context.Add(new ProviderCredentialRow { Provider = credential.Provider, Credential = credential.Encrypted, SetAt = credential.SetAt, SetBy = credential.SetBy });
            }
            else
            {
                if (version is not null) rows = rows.Where(row => row.SetAt == stored.SetAt);
                ExpectOne(await rows.ExecuteUpdateAsync(
                    row => row
                        .SetProperty(known => known.Credential, credential.Encrypted)
                        .SetProperty(known => known.SetAt, credential.SetAt)
                        .SetProperty(known => known.SetBy, credential.SetBy),
                    cancellationToken));
            }

            await AddConnectedAsync(context, credential.Provider, credential.SetAt, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await RemoveTestAsync(context, credential.Provider, cancellationToken);
            var action = stored is null ? AuditActions.ProviderCredentialSet : AuditActions.ProviderCredentialReplaced;
            await AppendAsync(context, credential.SetBy, action, credential.Provider, cancellationToken);
            return 1;
        },
        cancellationToken));

    public Task<bool> RemoveCredentialAsync(string provider, UserId by, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            var removed = await context.Set<ProviderCredentialRow>().Where(row => row.Provider == provider).ExecuteDeleteAsync(cancellationToken);
            if (removed == 0) return 0;
            await RemoveTestAsync(context, provider, cancellationToken);
            await AppendAsync(context, by, AuditActions.ProviderCredentialRemoved, provider, cancellationToken);
            return removed;
        },
        cancellationToken);

    public Task SetTestAsync(ProviderTest test, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<ProviderTestRow>().SingleOrDefaultAsync(row => row.Provider == test.Provider, cancellationToken) is { } stored)
        {
            (stored.Outcome, stored.Status, stored.Model, stored.At, stored.CredentialSetAt) = (test.Outcome, test.Status, test.Model, test.At, test.CredentialSetAt);
        }
        else
        {
            context.Add(new ProviderTestRow
            {
                Provider = test.Provider,
                Outcome = test.Outcome,
                Status = test.Status,
                Model = test.Model,
                At = test.At,
                CredentialSetAt = test.CredentialSetAt,
            });
        }

        return await context.SaveChangesAsync(cancellationToken) > 0;
    });

    public Task SetServerAsync(LocalServer server, CancellationToken cancellationToken) => RetryAsync(() => WriteAsync(
        async context =>
        {
            var models = LocalServerRow.ModelsOf(server);
            var stored = await context.Set<LocalServerRow>().SingleOrDefaultAsync(row => row.Provider == server.Provider, cancellationToken);
            if (stored is null)
            {
                context.Add(new LocalServerRow { Provider = server.Provider, Address = server.Address, Models = models, AddedAt = server.AddedAt, AddedBy = server.AddedBy });
            }
            else
            {
                (stored.Address, stored.Models, stored.AddedAt, stored.AddedBy) = (server.Address, models, server.AddedAt, server.AddedBy);
            }

            await AddConnectedAsync(context, server.Provider, server.AddedAt, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await AppendAsync(context, server.AddedBy, AuditActions.LocalServerAdded, server.Provider, cancellationToken);
            return 1;
        },
        cancellationToken));

    public Task<bool> RemoveServerAsync(string provider, UserId by, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            var removed = await context.Set<LocalServerRow>().Where(row => row.Provider == provider).ExecuteDeleteAsync(cancellationToken);
            if (removed > 0) await AppendAsync(context, by, AuditActions.LocalServerRemoved, provider, cancellationToken);
            return removed;
        },
        cancellationToken);

    public Task DisableAsync(DisabledProvider provider, CancellationToken cancellationToken) => RetryAsync(() => WriteAsync(
        async context =>
        {
            if (await context.Set<DisabledProviderRow>().AnyAsync(row => row.Provider == provider.Provider, cancellationToken)) return 0;
            context.Add(new DisabledProviderRow { Provider = provider.Provider, At = provider.At, By = provider.By });
            await context.SaveChangesAsync(cancellationToken);
            await AppendAsync(context, provider.By, AuditActions.ProviderTurnedOff, provider.Provider, cancellationToken);
            return 1;
        },
        cancellationToken));

    public Task<bool> EnableAsync(string provider, UserId by, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            var removed = await context.Set<DisabledProviderRow>().Where(row => row.Provider == provider).ExecuteDeleteAsync(cancellationToken);
            if (removed > 0) await AppendAsync(context, by, AuditActions.ProviderTurnedOn, provider, cancellationToken);
            return removed;
        },
        cancellationToken);

    public Task<bool> SetModelAsync(ModelSettings settings, long? version, CancellationToken cancellationToken) => RetryAsync(() => WriteAsync(
        async context =>
        {
            var rows = context.Set<ModelSettingsRow>().Where(row => row.Model == settings.Model);
            var stored = await rows.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (version is { } read && read != ChangeVersion.Of(stored?.SetAt)) return 0;
            var after = ModelSettingsRow.From(settings);
            if (stored is null)
            {
                context.Add(after);
                await context.SaveChangesAsync(cancellationToken);
            }
            else
            {
                if (version is not null) rows = rows.Where(row => row.SetAt == stored.SetAt);
                ExpectOne(await rows.ExecuteUpdateAsync(
                    row => row
                        .SetProperty(known => known.Enabled, after.Enabled)
                        .SetProperty(known => known.Aliases, after.Aliases)
                        .SetProperty(known => known.Prices, after.Prices)
                        .SetProperty(known => known.SetAt, after.SetAt)
                        .SetProperty(known => known.SetBy, after.SetBy),
                    cancellationToken));
            }

            var changes = AuditChange.Between(ModelSettingsFields.From(stored?.ToSettings()), ModelSettingsFields.From(settings));
            var entry = new AuditEvent(AuditActions.ModelChanged, settings.Model) { Actor = settings.SetBy, Changes = changes };
            await audit.AppendToTeamsAsync(context, settings.SetBy, entry, cancellationToken);
            return 1;
        },
        cancellationToken));

    private static async Task AddConnectedAsync(PortalDbContext context, string provider, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (!await context.Set<ConnectedProviderRow>().AnyAsync(row => row.Provider == provider, cancellationToken))
            context.Add(new ConnectedProviderRow { Provider = provider, At = at });
    }

    /// <summary>A test says nothing about another credential.</summary>
    private static Task<int> RemoveTestAsync(PortalDbContext context, string provider, CancellationToken cancellationToken) =>
        context.Set<ProviderTestRow>().Where(row => row.Provider == provider).ExecuteDeleteAsync(cancellationToken);

    /// <summary>The row that was read has been replaced or removed since then, if none is written.</summary>
    private static void ExpectOne(int written)
    {
        if (written == 0) throw new DbUpdateConcurrencyException();
    }

    /// <summary>
    /// Of two operators who add the same row at the same time, the second replaces it, unless it names a version; a row that is removed while it is replaced
    /// is added.
    /// </summary>
    private static async Task<bool> RetryAsync(Func<Task<bool>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write();
            }
            catch (DbUpdateException fault) when (attempt < MaxAttempts && (fault is DbUpdateConcurrencyException || UniqueViolation.Caused(fault)))
            {
                // The next attempt reads the row as it is now.
            }
        }
    }

    private Task<bool> WriteAsync(Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken) =>
        writer.WriteAsync(default, [ChangeTopic.Providers], write, cancellationToken);

    /// <summary>Providers belong to no team, so the entry is in the log of each team of the operator.</summary>
    private Task AppendAsync(PortalDbContext context, UserId by, string action, string provider, CancellationToken cancellationToken) =>
        audit.AppendToTeamsAsync(context, by, new AuditEvent(action, provider) { Actor = by, Changes = [new AuditChange("provider", null, provider)] }, cancellationToken);
}
