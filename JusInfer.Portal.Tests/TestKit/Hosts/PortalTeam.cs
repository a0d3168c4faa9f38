using System.Text.Json;
using System.Web;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A team as its owner sees it: creates keys, sets caps, reads usage.</summary>
internal sealed class PortalTeam(HttpClient http, ControlPlaneClient api)
{
    /// <summary>The maximum time until a record is visible, also on a busy machine.</summary>
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(60);

    public ControlPlaneClient Api => api;

    /// <summary>Signs up a new account, which owns a new team.</summary>
    public static async Task<PortalTeam> SignUpAsync(HttpClient http, string? email = null, string password = "a long enough password")
    {
        var api = new ControlPlaneClient(http);
        var answer = await api.PostAsync("/v1/auth/signup", new { email = email ?? $"{Guid.NewGuid():N}@example.com", password });
        answer.ShouldBe(201);
        api.Access = answer.Text("access_token");
        return new PortalTeam(http, api);
    }

    /// <summary>The same team at another address.</summary>
    public PortalTeam At(HttpClient other) => new(other, new ControlPlaneClient(other) { Access = api.Access });

    /// <summary>Creates a key; <paramref name="fields"/> are the fields of <c>POST /v1/keys</c>.</summary>
    public async Task<Caller> MintAsync(object? fields = null)
    {
        var answer = await api.PostAsync("/v1/keys", fields ?? new { name = "a key" });
        answer.ShouldBe(201);
        return new Caller(http, answer.Text("id"), answer.Text("key"));
    }

    /// <summary>Gives a key a new secret.</summary>
    public async Task<Caller> RotateAsync(Caller key, long overlapSeconds = 0)
    {
        var answer = await api.PostAsync($"/v1/keys/{key.Id}/rotate", new { overlap_seconds = overlapSeconds });
        answer.ShouldBe(201);
        return new Caller(http, answer.Text("id"), answer.Text("key"));
    }

    /// <summary>Invites a person, who joins the team, and returns the id of the member.</summary>
    public async Task<string> JoinAsync(string email)
    {
        var invited = await api.PostAsync("/v1/tenant/members", new { email, role = "member" });
        var invite = HttpUtility.ParseQueryString(new Uri(invited.Text("invite_url")).Query)["invite"];
        (await new ControlPlaneClient(http).PostAsync("/v1/auth/signup", new { email, password = "a long enough password", invite })).ShouldBe(201);
        var members = await api.GetAsync("/v1/tenant/members");
        return members.Json.GetProperty("data").EnumerateArray().Single(joined => joined.GetProperty("email").GetString() == email).GetProperty("id").GetString()!;
    }

    public async Task CapOwnerAsync(decimal monthlyUsd, string onReach = "block")
    {
        var members = await api.GetAsync("/v1/tenant/members");
        var id = members.Json.GetProperty("data")[0].GetProperty("id").GetString();
        (await api.PostAsync($"/v1/tenant/members/{id}/cap", new { monthly_usd = monthlyUsd, on_reach = onReach })).ShouldBe(200);
    }

    /// <summary>Waits until the record of a call is visible, and returns its receipt.</summary>
    public async Task<JsonElement> ReceiptAsync(string requestId)
    {
        var deadline = DateTime.UtcNow + RecordTimeout;
        while (true)
        {
            var answer = await api.GetAsync($"/v1/usage/requests/{requestId}");
            if (answer.Status == 200) return answer.Json;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"No record of {requestId} after {RecordTimeout.TotalSeconds} seconds: {answer.Status} {answer.Body}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All records that are visible.</summary>
    public Task<List<JsonElement>> AllRecordsAsync() => AllPagesAsync("/v1/usage/requests");

    /// <summary>The entries of the team's ledger.</summary>
    public Task<List<JsonElement>> LedgerAsync() => AllPagesAsync("/v1/tenant/wallet/ledger");

    /// <summary>Waits until this many calls of a key are visible, and returns them, newest first.</summary>
    public async Task<JsonElement[]> RecordsAsync(Caller key, int count = 1)
    {
        var deadline = DateTime.UtcNow + RecordTimeout;
        while (true)
        {
            var answer = await api.GetAsync($"/v1/usage/requests?key={key.Id}&limit=500");
            answer.ShouldBe(200);
            JsonElement[] records = [.. answer.Json.GetProperty("data").EnumerateArray()];
            if (records.Length >= count) return records;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{records.Length} of {count} records after {RecordTimeout.TotalSeconds} seconds.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }

    private async Task<List<JsonElement>> AllPagesAsync(string path)
    {
        var entries = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = (await api.GetAsync($"{path}?limit=500{(next is null ? "" : $"&after={next}")}")).Json;
            entries.AddRange(page.GetProperty("data").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return entries;
    }
}
