using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Accounts.External;

/// <summary>Calls providers: with a timeout, a limit for the size of answers, and no redirects.</summary>
internal sealed class ProviderClient : IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <summary>Reads a JSON document.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="access">The access token; null without one.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    public async Task<Result<JsonElement, ProviderFault>> GetAsync(string address, Secret? access, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (access is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Reveal());
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Exchanges a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).</summary>
    public async Task<Result<JsonElement, ProviderFault>> ExchangeAsync(
        ExternalProviderOptions provider, ProviderEndpoints endpoints, string code, string redirectUri, string verifier, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = verifier,
        };
        var sendsBasic = provider.ClientSecret is not null && !endpoints.SecretInBody;
        if (!sendsBasic) fields["client_id"] = provider.ClientId;
        if (!sendsBasic && provider.ClientSecret is not null) fields["client_secret"] = provider.ClientSecret.Reveal();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Token) { Content = new FormUrlEncodedContent(fields) };
        if (sendsBasic) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", BasicOf(provider));
        return await SendAsync(request, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private async Task<Result<JsonElement, ProviderFault>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("JusInfer", ProductVersion.Text)); // which GitHub requires
        var address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            if ((int)answer.StatusCode >= 500) return ProviderFault.Unreachable($"{address} answered with status {(int)answer.StatusCode}.");
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            if (!answer.IsSuccessStatusCode) return ProviderFault.Rejected($"{address} answered with status {(int)answer.StatusCode}{ErrorIn(document.RootElement)}.");
            return document.RootElement.Clone();
        }
        catch (HttpRequestException fault)
        {
            return ProviderFault.Unreachable($"{address} cannot be reached: {fault.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProviderFault.Unreachable($"{address} did not answer within {Timeout.TotalSeconds} seconds.");
        }
        catch (JsonException)
        {
            return ProviderFault.Rejected($"{address} did not answer with JSON.");
        }
    }

    /// <summary>The code of an OAuth error, which has at most 60 characters in RFC 6749 and is not secret.</summary>
    private static string ErrorIn(JsonElement answer) =>
        answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.String && error.GetString() is { Length: <= 60 } code
            ? $" and error {code}"
            : "";

    /// <summary>Both parts are encoded as form fields (RFC 6749, section 2.3.1).</summary>
    private static string BasicOf(ExternalProviderOptions provider) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(provider.ClientSecret!.Reveal())}"));
}
