using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Benchmarks.Usage;

/// <summary>
/// Stores the team of the synthetic usage: its owner, who has all keys, budgets of each scope, and what grows with its calls: a rejection for 20
/// calls, a settlement for 100.
/// </summary>
internal sealed class SyntheticTeam(IServiceProvider services, SyntheticUsage usage)
{
    /// <summary>With it, a portal that is started on the store shows the pages to a browser.</summary>
    public const string OwnerPassword = "ten million calls of one team";

    public const string RareCode = "BUDGET_EXHAUSTED";

    private const string Model = "openai/gpt-5";

    private const int BatchSize = 10_000;

    public async Task StoreAsync(int rows)
    {
        var owner = await StoreOwnerAsync();
        await StoreBudgetsAsync(owner);
        await StoreSettlementsAsync(rows / 100);
        await StoreRefusalsAsync(rows / 20);
    }

    private async Task<Member> StoreOwnerAsync()
    {
        var email = $"{usage.Team}@example.com";
        var user = new PortalUser
        {
            Id = UserId.New(usage.Start).Value,
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            SecurityStamp = Guid.NewGuid().ToString(),
            CreatedAt = usage.Start,
        };
        user.PasswordHash = new PasswordHasher<PortalUser>().HashPassword(user, OwnerPassword);
        await using (var scope = services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IUserStore<PortalUser>>().CreateAsync(user, CancellationToken.None);
        }

        var owner = new Member
        {
            Id = usage.Members[0],
            TeamId = usage.Team,
            UserId = user.UserId,
            Email = user.Email,
            Role = Role.Owner,
            JoinedAt = usage.Start,
        };
        var team = new Team { Id = usage.Team, Name = "Team", CreatedAt = usage.Start };
        await services.GetRequiredService<ITenancyStore>().AddTeamAsync(team, owner, CancellationToken.None);
        foreach (var id in usage.Keys)
        {
            var key = new ApiKey
            {
                Id = id,
                TeamId = usage.Team,
                MemberId = owner.Id,
                Name = id.ToString(),
                Display = "jinf_",
                Terms = new KeyTerms { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute },
                CreatedAt = usage.Start,
            };
            await services.GetRequiredService<IKeyStore>().AddAsync(key, KeyHash.From(key.Name), CancellationToken.None);
        }

        return owner;
    }

    private async Task StoreBudgetsAsync(Member owner)
    {
        BudgetRequest[] budgets =
        [
            new() { Scope = BudgetScope.Tenant, Window = BudgetWindow.Month, AmountUsd = 10_000 },
            new() { Scope = BudgetScope.Member, ScopeId = owner.Id.ToString(), Window = BudgetWindow.Week, AmountUsd = 1_000 },
            new() { Scope = BudgetScope.Key, ScopeId = usage.Keys[0].ToString(), Model = Model, Window = BudgetWindow.Month, AmountUsd = 1_000 },
            new() { Scope = BudgetScope.User, ScopeId = "user-1", Window = BudgetWindow.Day, AmountUsd = 100 },
        ];
        foreach (var request in budgets)
        {
            var budget = request.ToBudget(BudgetId.New(usage.Start), usage.Team, usage.Start);
            await services.GetRequiredService<IBudgetStore>().AddAsync(budget, CancellationToken.None);
        }
    }

    private async Task StoreSettlementsAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            await using var transaction = await context.Database.BeginTransactionAsync();
            var wallet = await context.LockWalletAsync(usage.Team, CancellationToken.None);
            foreach (var number in numbers)
            {
                var at = TimeOf(number, count);
                context.Add(wallet.AddEntry(wallet.NextEntryId(at), at, LedgerKind.Settlement, NanoUsd.Zero, requests: 0));
            }

            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }
    }

    private async Task StoreRefusalsAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            var rejections = numbers.Select(number => new Rejection
            {
                Id = RequestId.New(TimeOf(number, count)),
                At = TimeOf(number, count),
                TeamId = usage.Team,
                KeyId = usage.Keys[number % usage.Keys.Length],
                Path = "/v1/chat/completions",
                Status = 429,
                Code = number % 5_000 == 0 ? RareCode : "RATE_LIMITED",
                Scope = "key.requests_per_minute",
                Message = "The key's limit of 600 requests per minute is reached. It resets in 12 seconds.",
            });
            await services.GetRequiredService<IRejectionStore>().AddAsync([.. rejections], CancellationToken.None);
        }
    }

    private DateTimeOffset TimeOf(int number, int count) => usage.Start + number * (TimeSpan.FromDays(SyntheticUsage.Days) / count);
}
