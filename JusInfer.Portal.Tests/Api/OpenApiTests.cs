using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_description_lists_every_operation_with_its_fields()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var answer = await new ControlPlaneClient(host.Http).GetAsync("/openapi/v1.json");
        answer.ShouldBe(200);

        var paths = answer.Json.GetProperty("paths");
        paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal).ShouldBe(
        [
            "/v1/alerts", "/v1/audit", "/v1/audit.csv", "/v1/auth/email", "/v1/auth/email/change", "/v1/auth/login", "/v1/auth/logout", "/v1/auth/logout-all", "/v1/auth/password", "/v1/auth/refresh", "/v1/auth/second-factor", "/v1/auth/sessions", "/v1/auth/sessions/{id}", "/v1/auth/signup", "/v1/auth/teams", "/v1/auth/teams/{id}/tokens", "/v1/budgets", "/v1/budgets/preview", "/v1/budgets/{id}", "/v1/feedback", "/v1/keys", "/v1/keys/report", "/v1/keys/{id}", "/v1/keys/{id}/resume", "/v1/keys/{id}/rotate",
            "/v1/limits", "/v1/operator/models", "/v1/operator/models/{id}", "/v1/operator/nodes", "/v1/operator/nodes/{id}", "/v1/operator/providers", "/v1/operator/providers/{id}/credential", "/v1/operator/providers/{id}/test", "/v1/operator/tenants", "/v1/operator/tenants/{id}", "/v1/operator/tenants/{id}/resume", "/v1/refusals", "/v1/runs", "/v1/runs/{session}", "/v1/runs/{session}/resume",
            "/v1/tenant", "/v1/tenant/members", "/v1/tenant/members/{id}", "/v1/tenant/members/{id}/cap", "/v1/tenant/priors", "/v1/tenant/wallet", "/v1/tenant/wallet/credits", "/v1/tenant/wallet/ledger",
            "/v1/usage", "/v1/usage/completion", "/v1/usage/export", "/v1/usage/export.csv", "/v1/usage/requests", "/v1/usage/requests/{id}",
            "/v1/webhooks", "/v1/webhooks/{id}", "/v1/webhooks/{id}/deliveries", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", "/v1/webhooks/{id}/test",
        ]);

        var mint = paths.GetProperty("/v1/keys").GetProperty("post");
        var body = mint.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        body.GetProperty("properties").EnumerateObject().Select(field => field.Name).ShouldBe(
            ["name", "member_id", "rpm", "tpm", "concurrency", "monthly_cap_usd", "models", "allowed_addresses", "scope", "service", "expires_at", "sandbox", "cache_care", "repository", "label"], ignoreOrder: true);
        body.GetProperty("properties").GetProperty("scope").GetProperty("enum").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["all", "usage:read", "keys:mint"]);
        mint.GetProperty("security").GetArrayLength().ShouldBe(1);
        paths.GetProperty("/v1/usage").GetProperty("get").GetProperty("security").GetArrayLength().ShouldBe(2);
        paths.GetProperty("/v1/keys/report").GetProperty("post").TryGetProperty("security", out _).ShouldBeFalse();
        var policy = paths.GetProperty("/v1/tenant").GetProperty("patch").GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("properties").GetProperty("policy");
        policy.GetProperty("properties").EnumerateObject().Select(static rule => rule.Name).ShouldBe(
            ["models", "max_rpm", "max_tpm", "max_concurrency", "max_monthly_cap_usd", "max_days", "allowed_addresses"], ignoreOrder: true);
        var routing = paths.GetProperty("/v1/tenant").GetProperty("patch").GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("properties").GetProperty("routing").GetProperty("properties");
        routing.EnumerateObject().Select(static rule => rule.Name).ShouldBe(
            ["baseline", "control_percent", "session_model", "session_percent", "allowed", "preferred", "min_quality_percent", "margin_points"], ignoreOrder: true);
        routing.GetProperty("session_model").GetProperty("description").GetString()!.ShouldContain("The risk");
        paths.GetProperty("/v1/feedback").GetProperty("post").GetProperty("security").EnumerateArray().SelectMany(static scheme => scheme.EnumerateObject()).Select(static scheme => scheme.Name)
            .ShouldBe(["access-token", "call-key"]);
        policy.GetProperty("properties").GetProperty("max_days").GetProperty("description").GetString()!.ShouldContain("days");
        paths.GetProperty("/v1/auth/login").GetProperty("post").TryGetProperty("security", out _).ShouldBeFalse();
        paths.GetProperty("/v1/usage").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())
            .ShouldBe([
                "from", "to", "group_by", "key", "member", "model", "provider", "session", "user", "repository", "label", "status", "client",
            ]);
        paths.GetProperty("/v1/keys/{id}").GetProperty("patch").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())
            .ShouldBe(["id", "If-Match"]);
        answer.Json.GetProperty("components").GetProperty("schemas").GetProperty("KeyView").GetProperty("properties").TryGetProperty("monthly_cap_usd", out _).ShouldBeTrue();
    }
}
