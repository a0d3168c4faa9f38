using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>An account of a gateway with one key.</summary>
/// <param name="Endpoint">The gateway's address and the key.</param>
/// <param name="Token">The account's access token.</param>
internal sealed record GatewayAccount(ClientEndpoint Endpoint, string Token)
{
    /// <summary>The gateway shows a call within this time after its end.</summary>
    private static readonly TimeSpan RecordDelay = TimeSpan.FromSeconds(2);

    public static async Task<GatewayAccount> CreateAsync(Uri address)
    {
        var person = Person.New();
        using var http = new HttpClient { BaseAddress = address };
        var account = await PostAsync(http, "/v1/auth/signup", new { email = person.Email, password = person.Password, team = person.Team });
        var token = account.GetProperty("access_token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var key = await PostAsync(http, "/v1/keys", new { name = "Clients", rpm = 6000 });
        return new GatewayAccount(new ClientEndpoint(address, Secrets.Register("key", key.GetProperty("key").GetString()!)), token);
    }

    /// <summary>The number of model calls so far.</summary>
    public async Task<int> CountCallsAsync()
    {
        await Task.Delay(RecordDelay);
        using var http = new HttpClient { BaseAddress = Endpoint.Root };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var usage = await http.GetFromJsonAsync<JsonElement>("/v1/usage/requests?limit=500");
        return usage.GetProperty("data").GetArrayLength();
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"POST {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
