using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A team as its owner sees it: mints keys, sets caps, reads what was spent.</summary>
internal sealed class PortalTeam(HttpClient http, ControlPlaneClient api)
{
    /// <summary>The longest that a record may take to be visible, with room for a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public ControlPlaneClient Api => api;

    /// <summary>A fresh account that owns a fresh team.</summary>
    public static async Task<PortalTeam> SignUpAsync(HttpClient http, string? email = null, string password = "a long enough password")
    {
        var api = new ControlPlaneClient(http);
        var answer = await api.PostAsync("/v1/auth/signup", new { email = email ?? $"{Guid.NewGuid():N}@example.com", password });
        answer.ShouldBe(201);
        api.Access = answer.Text("access_token");
        return new PortalTeam(http, api);
    }

    /// <summary>The same team, called at another address.</summary>
    public PortalTeam At(HttpClient other) => new(other, new ControlPlaneClient(other) { Access = api.Access });

    /// <summary>A key; <paramref name="terms"/> are the fields of <c>POST /v1/keys</c>.</summary>
    public async Task<Caller> MintAsync(object? terms = null)
    {
        var answer = await api.PostAsync("/v1/keys", terms ?? new { name = "a key" });
        answer.ShouldBe(201);
        return new Caller(http, answer.Text("id"), answer.Text("key"));
    }

    public async Task CapOwnerAsync(decimal monthlyUsd, string onReach = "block")
    {
        var members = await api.GetAsync("/v1/tenant/members");
        var id = members.Json.GetProperty("data")[0].GetProperty("id").GetString();
        (await api.PostAsync($"/v1/tenant/members/{id}/cap", new { monthly_usd = monthlyUsd, on_reach = onReach })).ShouldBe(200);
    }

    /// <summary>Waits until a call's record is visible; its receipt.</summary>
    public async Task<JsonElement> ReceiptAsync(string requestId)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await api.GetAsync($"/v1/usage/requests/{requestId}");
            if (answer.Status == 200) return answer.Json;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"No record of {requestId} after {Patience.TotalSeconds} seconds: {answer.Status} {answer.Body}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until this many calls of a key are visible; newest first.</summary>
    public async Task<JsonElement[]> RecordsAsync(Caller key, int count = 1)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await api.GetAsync($"/v1/usage/requests?key={key.Id}&limit=500");
            answer.ShouldBe(200);
            JsonElement[] records = [.. answer.Json.GetProperty("data").EnumerateArray()];
            if (records.Length >= count) return records;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{records.Length} of {count} records after {Patience.TotalSeconds} seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }
}
