using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>
/// Every endpoint of the control plane, every role, and a stranger's team. The rules are compared with the routes of the portal, so that an endpoint without
/// a rule fails.
/// </summary>
public sealed class AuthorizationMatrixTests(AccessTeam team) : IClassFixture<AccessTeam>
{
    private const string All = "VBMAO";
    private const string Spends = "BAO";
    private const string Calls = "MAO";
    private const string Manages = "AO";
    private const string Owns = "O";
    private const string Operators = "";

    /// <summary>Needs no sign-in: each request brings its own credential or secret.</summary>
    private static readonly string[] Open = ["POST /v1/auth/signup", "POST /v1/auth/login", "POST /v1/auth/refresh", "POST /v1/keys/report"];

    private static readonly object Rates = new { rpm = 100 };
    private static readonly object Budget = new { scope = "tenant", window = "day", amount_usd = 20 };

    private static readonly AccessRule[] Rules =
    [
        new("GET", "/v1/auth/sessions", All, Subject.Self),
        new("DELETE", "/v1/auth/sessions/{id}", All, Subject.Self),
        new("GET", "/v1/auth/teams", All, Subject.Self),
        new("POST", "/v1/auth/teams", All, Subject.Self, new { name = "Another team" }),
        new("POST", "/v1/auth/teams/{id}/tokens", All, Subject.Self),
        new("POST", "/v1/auth/password", All, Subject.Self, new { current = AccessTeam.Password, @new = AccessTeam.Password + "!" }),
        new("GET", "/v1/auth/email", All, Subject.Self),
        new("POST", "/v1/auth/email", All, Subject.Self, new { email = "other@example.com", password = AccessTeam.Password }),
        new("DELETE", "/v1/auth/email/change", All, Subject.Self),
        new("POST", "/v1/auth/second-factor", All, Subject.Self, new { code = "000000" }),
        new("POST", "/v1/auth/logout", All, Subject.Self),
        new("POST", "/v1/auth/logout-all", All, Subject.Self),

        new("GET", "/v1/tenant", All),
        new("PATCH", "/v1/tenant", Owns, Body: new { store_responses = true }),
        new("GET", "/v1/tenant/priors", All),
        new("DELETE", "/v1/tenant/priors", Owns),
        new("GET", "/v1/tenant/members", All),
        new("POST", "/v1/tenant/members", Manages, Body: new { email = "new@example.com", role = "member" }),
        new("PATCH", "/v1/tenant/members/{id}", Manages, Subject.Member, Rates),
        new("PATCH", "/v1/tenant/members/{id}", Owns, Subject.Owner, Rates),
        new("DELETE", "/v1/tenant/members/{id}", Manages, Subject.Member),
        new("POST", "/v1/tenant/members/{id}/cap", Spends, Subject.Member, new { monthly_usd = 20 }),
        new("POST", "/v1/tenant/members/{id}/cap", Owns, Subject.Owner, new { monthly_usd = 20 }),

        new("GET", "/v1/keys", All),
        new("POST", "/v1/keys", Calls, Subject.Self, new { name = "mine" }),
        new("PATCH", "/v1/keys/{id}", Manages, Subject.Self, Rates),
        new("PATCH", "/v1/keys/{id}", Manages, Subject.Member, Rates),
        new("PATCH", "/v1/keys/{id}", Owns, Subject.Owner, Rates),
        new("POST", "/v1/keys/{id}/rotate", Calls, Subject.Self, new { }),
        new("POST", "/v1/keys/{id}/rotate", Manages, Subject.Member, new { }),
        new("POST", "/v1/keys/{id}/rotate", Owns, Subject.Owner, new { }),
        new("POST", "/v1/keys/{id}/resume", Calls, Subject.Self, new { }),
        new("POST", "/v1/keys/{id}/resume", Manages, Subject.Member, new { }),
        new("POST", "/v1/keys/{id}/resume", Manages, Subject.Owner, new { }),
        new("DELETE", "/v1/keys/{id}", Calls, Subject.Self),
        new("DELETE", "/v1/keys/{id}", Manages, Subject.Member),

        // An admin can stop any key that has leaked.
        new("DELETE", "/v1/keys/{id}", Manages, Subject.Owner),

        new("GET", "/v1/budgets", All),
        new("POST", "/v1/budgets", Spends, Body: Budget),
        new("PATCH", "/v1/budgets/{id}", Spends, Body: new { amount_usd = 3 }),
        new("DELETE", "/v1/budgets/{id}", Spends),
        new("POST", "/v1/budgets/preview", Spends, Body: Budget),
        new("GET", "/v1/tenant/wallet", All),
        new("GET", "/v1/tenant/wallet/ledger", All),
        new("POST", "/v1/tenant/wallet/credits", Operators, Body: new { amount_usd = 5 }),

        new("GET", "/v1/usage", All),
        new("GET", "/v1/usage/requests", All),
        new("GET", "/v1/usage/requests/{id}", All),
        new("GET", "/v1/usage/export", All),
        new("GET", "/v1/usage/export.csv", All),
        new("GET", "/v1/usage/completion", All),
        new("GET", "/v1/runs", All),
        new("GET", "/v1/runs/{session}", All),
        new("POST", "/v1/runs/{session}/resume", Manages, Body: new { }),
        new("POST", "/v1/feedback", Manages, Subject.Owner, new { session = AccessTeam.Session, ok = true }),
        new("GET", "/v1/limits", Manages, Subject.Member),
        new("GET", "/v1/refusals", All),

        new("GET", "/v1/alerts", All),
        new("GET", "/v1/webhooks", Manages),
        new("POST", "/v1/webhooks", Manages, Body: new { url = "https://example.com/hook" }),
        new("PATCH", "/v1/webhooks/{id}", Manages, Body: new { enabled = false }),
        new("DELETE", "/v1/webhooks/{id}", Manages),
        new("POST", "/v1/webhooks/{id}/test", Manages, Body: new { }),
        new("GET", "/v1/webhooks/{id}/deliveries", Manages),
        new("POST", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", Manages, Body: new { }),
        new("GET", "/v1/audit", Manages),
        new("GET", "/v1/audit.csv", Manages),

        new("GET", "/v1/operator/tenants", Operators),
        new("PATCH", "/v1/operator/tenants/{id}", Operators, Body: new { wallet = "prepaid" }),
        new("POST", "/v1/operator/tenants/{id}/resume", Operators, Body: new { }),
        new("GET", "/v1/operator/nodes", Operators),
        new("DELETE", "/v1/operator/nodes/{id}", Operators),
        new("GET", "/v1/operator/models", Operators),
        new("GET", "/v1/operator/models/{**id}", Operators),
        new("PUT", "/v1/operator/models/{**id}", Operators, Body: new { aliases = new[] { "alias-of-the-test" } }),
        new("GET", "/v1/operator/providers", Operators),
        new("GET", "/v1/operator/providers/{id}/credential", Operators),
        new("PUT", "/v1/operator/providers/{id}/credential", Operators, Body: new { credential = "sk-of-the-test" }),
        new("DELETE", "/v1/operator/providers/{id}/credential", Operators),
        new("POST", "/v1/operator/providers/{id}/test", Operators, Body: new { }),
    ];

    public static TheoryData<AccessRule> AllRules => [.. Rules];

    public static TheoryData<AccessRule> RulesWithIds => [.. Rules.Where(static rule => rule.Route.Contains('{', StringComparison.Ordinal) && rule.Roles.Length > 0)];

    public static TheoryData<AccessRule> RulesThatRead => [.. Rules.Where(static rule => rule.Method is "GET")];

    [Fact]
    public void Every_endpoint_of_the_control_plane_has_a_rule()
    {
        var routes = team.Host.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(static endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            .Where(route => !team.IsDataPlane(route))
            .Order(StringComparer.Ordinal).Distinct();

        routes.ShouldBe(Rules.Select(static rule => $"{rule.Method} {rule.Route}").Concat(Open).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(AllRules))]
    public async Task A_role_can_do_what_it_may_and_nothing_else(AccessRule rule)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var isAllowed = rule.Roles.Contains(role.ToString()[0], StringComparison.Ordinal);
            var status = await team.TryAsync(rule, role);
            if (isAllowed) status.ShouldBeInRange(200, 499, $"{role}");
            if (isAllowed) status.ShouldNotBeOneOf([401, 403, 404], $"{role}");
            else status.ShouldBeOneOf([403, 404], $"{role}");
        }

        (await team.TryAnonymouslyAsync(rule)).ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(RulesWithIds))]
    public async Task Another_team_is_not_found(AccessRule rule)
    {
        if (rule.Subject is Subject.Self && rule.Route.Contains("/auth/", StringComparison.Ordinal)) return;
        (await team.TryFromAnotherTeamAsync(rule)).ShouldBe(404);
    }

    /// <summary>The audit log has every change.</summary>
    [Theory]
    [MemberData(nameof(RulesThatRead))]
    public async Task A_safe_method_changes_nothing(AccessRule rule)
    {
        var (before, after) = await team.CountChangesAsync(rule);

        after.ShouldBe(before);
    }

    [Fact]
    public async Task A_session_of_someone_else_is_not_found() =>
        (await team.TryFromAnotherTeamAsync(Rules.Single(static rule => rule is { Method: "DELETE", Route: "/v1/auth/sessions/{id}" }))).ShouldBe(404);

    [Fact]
    public async Task An_operator_who_is_no_member_can_do_what_operators_may()
    {
        foreach (var rule in Rules.Where(static rule => rule.Roles.Length == 0)) (await team.TryAsOperatorAsync(rule)).ShouldNotBeOneOf(401, 403, 500);
    }
}
