using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>A new team with a member of each role and another member, the owner of a foreign team, and the services that pages call.</summary>
internal sealed class PageTeam : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;

    private PageTeam(IServiceProvider services) => scope = services.CreateAsyncScope();

    /// <summary>In the order in which actions are tried: an owner could delete the team.</summary>
    public Dictionary<Role, Member> Members { get; } = [];

    /// <summary>A member who is not the one who acts.</summary>
    public Member Other { get; private set; } = null!;

    /// <summary>The owner of another team.</summary>
    public Member Stranger { get; private set; } = null!;

    public Member Owner => Members[Role.Owner];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PageTeam> CreateAsync(IServiceProvider services)
    {
        var team = new PageTeam(services);
        var owner = await team.CreateAsync();
        foreach (var role in Enum.GetValues<Role>().Where(static role => role is not Role.Owner)) team.Members[role] = await team.JoinAsync(owner.TeamId, role);
        team.Members[Role.Owner] = owner;
        team.Other = await team.JoinAsync(owner.TeamId, Role.Member);
        team.Stranger = await team.CreateAsync();
        return team;
    }

    public T Get<T>()
        where T : notnull =>
        scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>Another member of the team.</summary>
    public Task<Member> NewMemberAsync() => JoinAsync(Owner.TeamId, Role.Member);

    /// <summary>The owner of a team with nobody else in it.</summary>
    public Task<Member> NewOwnerAsync() => CreateAsync();

    public async Task<ApiKey> KeyOfAsync(Member member) =>
        (await Get<ApiKeyService>().MintAsync(Owner, new KeyRequest { Name = "a key", MemberId = member.Id }, Token)).Value.Key;

    public async Task<Budget> BudgetAsync() => (await Get<BudgetService>().AddAsync(
        Owner, new BudgetRequest { Scope = BudgetScope.User, Window = BudgetWindow.Day, AmountUsd = 20 }, Token)).Value.Budget;

    /// <summary>A budget of the owner alone.</summary>
    public async Task<Budget> OwnersBudgetAsync() => (await Get<BudgetService>().AddAsync(
        Owner, new BudgetRequest { Scope = BudgetScope.Member, ScopeId = Owner.Id.ToString(), Window = BudgetWindow.Day, AmountUsd = 20 }, Token)).Value.Budget;

    public async Task<Webhook> WebhookAsync() =>
        (await Get<WebhookService>().AddAsync(Owner, new WebhookRequest { Url = $"https://example.com/{Guid.NewGuid():N}" }, Token)).Value.Webhook;

    public async Task<IssuedInvitation> InvitationAsync() =>
        (await Get<Invitations>().InviteAsync(Owner, new InvitationRequest { Email = $"{Guid.NewGuid():N}@example.com", Role = Role.Viewer }, Token)).Value;

    /// <summary>A paused run of the key of a member.</summary>
    /// <returns>Its session.</returns>
    public async Task<string> PausedRunOfAsync(Member member)
    {
        var (session, key) = (Guid.NewGuid().ToString("N"), await KeyOfAsync(Other));
        await Get<IPauseStore>().AddAsync(
            new Pause { TeamId = member.TeamId, Scope = PauseScope.Run, Subject = session, KeyId = key.Id, MemberId = member.Id, At = DateTimeOffset.UtcNow, Reason = "It spent too much." }, Token);
        return session;
    }

    /// <summary>A new account that is a member of a team.</summary>
    public async Task<Member> JoinAsync(TeamId team, Role role)
    {
        var (user, now) = (await CreateUserAsync(), DateTimeOffset.UtcNow);
        await using var context = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        context.Add(new MemberRow { Id = MemberId.New(now), TeamId = team, UserId = user.Id, Role = role, JoinedAt = now });
        await context.SaveChangesAsync(Token);
        return await MemberAsync(user);
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();

    private async Task<Member> CreateAsync()
    {
        var user = await CreateUserAsync();
        await Get<TeamCreation>().CreateAsync(user, name: null, Token);
        return await MemberAsync(user);
    }

    private async Task<PortalUser> CreateUserAsync()
    {
        var (email, now) = ($"{Guid.NewGuid():N}@example.com", DateTimeOffset.UtcNow);
        var user = new PortalUser { Id = UserId.New(now).Value, UserName = email, Email = email, CreatedAt = now };
        (await Get<UserManager<PortalUser>>().CreateAsync(user)).Succeeded.ShouldBeTrue();
        return user;
    }

    private async Task<Member> MemberAsync(PortalUser user) => (await Get<ITenancyStore>().FindMembershipAsync(user.UserId, Token)).ShouldNotBeNull();
}
