using System.Net.Http.Json;
using System.Web;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>A team with a member of each role, the owner of another team, and an operator who is in neither.</summary>
public sealed class AccessTeam : IAsyncLifetime
{
    public const string Password = "a long enough password";
    public const string Session = "run-of-the-matrix";
    public const string Provider = "alpha";
    public const string Model = "test/model";
    private const string Setup = "a-setup-token-of-the-test";

    private readonly Dictionary<Role, ControlPlaneClient> members = [];
    private readonly Dictionary<Role, string> ids = [];
    private ControlPlaneClient stranger = default!;
    private ControlPlaneClient boss = default!;
    private string other = default!;
    private string request = default!;
    private string webhook = default!;

    internal PortalHost Host { get; private set; } = default!;

    private ControlPlaneClient Owner => members[Role.Owner];

    public async ValueTask InitializeAsync()
    {
        Host = await PortalHost.StartAsync(
            new TestCatalog().Provider(Provider, "http://127.0.0.1:9/v1").Model(Model, ["alpha:model"]),
            ("Accounts:SetupToken", Setup), ("Accounts:AttemptsPerMinute", "100000"), ("Accounts:AttemptsPerEmailPerMinute", "100000"),
            ("Accounts:CallsPerMinute", "100000"), ("Accounts:ExportsPerMinute", "100000"));
        boss = await SignUpAsync(new { email = "boss@example.com", password = Password, setup_token = Setup });
        stranger = await SignUpAsync(new { email = "stranger@example.com", password = Password });
        members[Role.Owner] = await SignUpAsync(new { email = "owner@example.com", password = Password });
        ids[Role.Owner] = await MemberOfAsync("owner@example.com");
        foreach (var role in Enum.GetValues<Role>().Where(static role => role is not Role.Owner))
        {
            members[role] = await JoinAsync(role, $"{role}@example.com");
            ids[role] = await MemberOfAsync($"{role}@example.com");
        }

        _ = await JoinAsync(Role.Member, "other@example.com");
        other = await MemberOfAsync("other@example.com");
        request = await CallAsync();
        webhook = await WebhookAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Whether a route, with its method, is one of the data plane, which keys open.</summary>
    public bool IsDataPlane(string route) => Host.Services.GetRequiredService<DataPlanePaths>()
        .TryCanonicalize(route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..], new HeaderDictionary(), out _);

    /// <summary>The operator, as a member of the own team.</summary>
    internal async Task<Member> OperatorAsync()
    {
        var account = await Host.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync("boss@example.com", TestContext.Current.CancellationToken);
        return (await Host.Services.GetRequiredService<ITenancyStore>().FindMembershipAsync(account!.Id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    internal async Task<int> TryAsync(AccessRule rule, Role role)
    {
        // Such a request ends the session, so that it needs one of its own.
        var client = rule.Route.Contains("/auth/", StringComparison.Ordinal)
            ? await JoinAsync(role is Role.Owner ? Role.Admin : role, $"{Guid.NewGuid():N}@example.com")
            : members[role];
        return await SendAsync(client, rule, await PathAsync(rule, role, client));
    }

    public async Task<int> TryAnonymouslyAsync(AccessRule rule) =>
        await SendAsync(new ControlPlaneClient(Host.Http), rule, await PathAsync(rule, Role.Owner, Owner));

    public async Task<int> TryFromAnotherTeamAsync(AccessRule rule) => await SendAsync(stranger, rule, await PathAsync(rule, Role.Owner, Owner));

    public async Task<int> TryAsOperatorAsync(AccessRule rule) => await SendAsync(boss, rule, await PathAsync(rule, Role.Owner, Owner));

    /// <summary>The number of entries in all audit logs before and after a request of the operator or owner.</summary>
    public async Task<(int Before, int After)> CountChangesAsync(AccessRule rule)
    {
        var (client, path) = (rule.Roles.Length == 0 ? boss : Owner, await PathAsync(rule, Role.Owner, Owner));
        await using var context = await Host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var before = await context.Set<AuditEntry>().CountAsync(TestContext.Current.CancellationToken);
        (await SendAsync(client, rule, path)).ShouldBeOneOf(200, 404);
        return (before, await context.Set<AuditEntry>().CountAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The address, with the ids of things that exist.</summary>
    private async Task<string> PathAsync(AccessRule rule, Role role, ControlPlaneClient client)
    {
        var path = rule.Route
            .Replace("{session}", Session, StringComparison.Ordinal)
            .Replace("{**id}", Model, StringComparison.Ordinal);
        if (path == "/v1/limits") return $"/v1/limits?key={await KeyAsync(other)}";
        if (path.Contains("{delivery}", StringComparison.Ordinal)) path = path.Replace("{delivery}", await AddAsync($"/v1/webhooks/{webhook}/test", new { }, 202), StringComparison.Ordinal);
        if (!path.Contains("{id}", StringComparison.Ordinal)) return path;
        var id = path.Split('/')[2] switch
        {
            "auth" when path.Contains("/teams/", StringComparison.Ordinal) => (await client.GetAsync("/v1/tenant")).Text("id"),
            "auth" => (await client.GetAsync("/v1/auth/sessions")).Json.GetProperty("data")[0].GetProperty("id").GetString()!,
            "keys" => await KeyAsync(rule.Subject switch
            {
                Subject.Owner => ids[Role.Owner],
                Subject.Self when role.Calls() => ids[role],
                _ => other,
            }),
            "tenant" when rule.Method == "DELETE" => await NewMemberAsync(),
            "tenant" => rule.Subject is Subject.Owner ? ids[Role.Owner] : other,
            "budgets" => await AddAsync("/v1/budgets", new { scope = "user", window = "day", amount_usd = 20 }),
            "webhooks" when rule.Method == "DELETE" => await WebhookAsync(),
            "webhooks" => webhook,
            "usage" => request,
            _ => Guid.NewGuid().ToString("N"),
        };
        return path.Replace("{id}", id, StringComparison.Ordinal);
    }

    private async Task<int> SendAsync(ControlPlaneClient client, AccessRule rule, string path)
    {
        using var sent = new HttpRequestMessage(new HttpMethod(rule.Method), path) { Content = rule.Body is null ? null : JsonContent.Create(rule.Body) };
        if (client.Access is { } token) sent.Headers.Authorization = new("Bearer", token);
        using var answer = await Host.Http.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private async Task<string> KeyAsync(string member) => await AddAsync("/v1/keys", new { name = "a key", member_id = member });

    private Task<string> WebhookAsync() => AddAsync("/v1/webhooks", new { url = $"https://example.com/{Guid.NewGuid():N}" });

    private async Task<string> AddAsync(string path, object body, int status = 201)
    {
        var added = await Owner.PostAsync(path, body);
        added.ShouldBe(status);
        return added.Text("id");
    }

    private async Task<string> NewMemberAsync()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        _ = await JoinAsync(Role.Member, email);
        return await MemberOfAsync(email);
    }

    private async Task<ControlPlaneClient> JoinAsync(Role role, string email)
    {
        var invited = await Owner.PostAsync("/v1/tenant/members", new { email, role });
        invited.ShouldBe(201);
        return await SignUpAsync(new { email, password = Password, invite = HttpUtility.ParseQueryString(new Uri(invited.Text("invite_url")).Query)["invite"] });
    }

    private async Task<ControlPlaneClient> SignUpAsync(object fields)
    {
        var client = new ControlPlaneClient(Host.Http);
        var answer = await client.PostAsync("/v1/auth/signup", fields);
        answer.ShouldBe(201);
        client.Access = answer.Text("access_token");
        return client;
    }

    private async Task<string> MemberOfAsync(string email)
    {
        var listed = await Owner.GetAsync("/v1/tenant/members");
        return listed.Json.GetProperty("data").EnumerateArray()
            .Single(member => string.Equals(member.GetProperty("email").GetString(), email, StringComparison.OrdinalIgnoreCase)).GetProperty("id").GetString()!;
    }

    /// <summary>A call, which fails because nothing listens at the provider's address, so that there is a receipt and a run.</summary>
    private async Task<string> CallAsync()
    {
        var team = new PortalTeam(Host.Http, Owner);
        var key = await team.MintAsync();
        var answer = await key.AskAsync(Caller.Asking("test/model"), ("X-JusInfer-Session", Session));
        await team.ReceiptAsync(answer.RequestId);
        return answer.RequestId;
    }
}
