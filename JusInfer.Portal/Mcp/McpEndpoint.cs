using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Api.Input;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace JusInfer.Portal.Mcp;

/// <summary>
/// <c>/mcp</c>: a server of the Model Context Protocol with the transport "Streamable HTTP". It keeps no sessions, so any node answers any request, and it
/// sends nothing that a client did not ask for. Callers authenticate by access token, by a key of any scope, or as an OAuth client; each tool decides what a key or a client may do.
/// </summary>
/// <remarks>Specification: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports</remarks>
internal static class McpEndpoint
{
    public const string Path = OAuthPaths.Resource;

    private const string VersionHeader = "MCP-Protocol-Version";
    private const string MethodHeader = "Mcp-Method";

    /// <summary>The versions that the library implements. It has no public list of them.</summary>
    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType = TypeOf<JsonRpcMessage>();

    public static IEndpointRouteBuilder MapMcp(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, RunAsync)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Api).RequireAuthenticatedUser())
            .WithMetadata(AllowsKeys.AnyScope, AllowsGrants.Instance)
            .ExcludeFromDescription();
        endpoints.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Delete], RejectMethodAsync).AllowAnonymous().ExcludeFromDescription();
        return endpoints;
    }

    private static async Task RunAsync(HttpContext http)
    {
        if (!IsFromOwnOrigin(http.Request))
        {
            await WriteErrorAsync(http, StatusCodes.Status403Forbidden, McpErrorCode.InvalidRequest, "Pages of other sites may not use this server.");
            return;
        }

        if (!(await JsonBodyReader.ReadAsync(http)).TryGet(out var body, out var problem))
        {
            await WriteErrorAsync(http, problem.StatusCode, McpErrorCode.ParseError, problem.ProblemDetails.Detail ?? "The body could not be read.");
            return;
        }

        JsonRpcMessage? message = null;
        try
        {
            message = body.Deserialize(MessageType);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            // It is no message of JSON-RPC.
        }

        if (message is null)
        {
            await WriteErrorAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.InvalidRequest, "The body must be one JSON-RPC 2.0 message.");
            return;
        }

        if (FindMismatch(http.Request, message) is { } mismatch)
        {
            await WriteErrorAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.HeaderMismatch, mismatch);
            return;
        }

        if (http.Request.Headers[VersionHeader].ToString() is { Length: > 0 } version)
        {
            if (!Versions.Contains(version))
            {
                await WriteErrorAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.UnsupportedProtocolVersion, $"This server speaks the versions {string.Join(", ", Versions)}.");
                return;
            }

            message.Context = new JsonRpcMessageContext { ProtocolVersion = version };
        }

        await AnswerAsync(http, message);
    }

    private static async Task AnswerAsync(HttpContext http, JsonRpcMessage message)
    {
        var options = http.RequestServices.GetRequiredService<ToolCalls>().OptionsFor(http.Features.GetRequiredFeature<SignedIn>());
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();

        // The library gets no logger: at the level Trace it writes whole messages, and one of them contains a new key.
        var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, options, loggerFactory: null, http.RequestServices);
        var running = server.RunAsync(http.RequestAborted);
        try
        {
            var hasAnswered = await transport.HandlePostRequestAsync(message, response.Body, first => SetStatus(response, first), http.RequestAborted);
            if (!hasAnswered) (response.StatusCode, response.ContentType) = (StatusCodes.Status202Accepted, null);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        finally
        {
            await transport.DisposeAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sets the status that the specification requires for an error that is known before the response starts.</summary>
    private static ValueTask SetStatus(HttpResponse response, JsonRpcMessage? first)
    {
        if (first is JsonRpcError { Error: { } error } && !response.HasStarted)
        {
            response.StatusCode = (McpErrorCode)error.Code switch
            {
                McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.MissingRequiredClientCapability or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
                _ => response.StatusCode,
            };
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Whether the request comes from a program or from a page of this host. Browsers send no credential on their own, so the check only keeps a page of
    /// another site from using one that it was given.
    /// </summary>
    private static bool IsFromOwnOrigin(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && string.Equals(address.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Compares the header that names the method with the message, for proxies that route by the header. Null if they agree.</summary>
    private static string? FindMismatch(HttpRequest request, JsonRpcMessage message)
    {
        var header = request.Headers[MethodHeader].ToString();
        var method = message switch
        {
            JsonRpcRequest call => call.Method,
            JsonRpcNotification notification => notification.Method,
            _ => null,
        };
        return header.Length == 0 || method is null || header == method ? null : $"The header {MethodHeader} does not name the method of the message.";
    }

    /// <summary>There is no stream of the server's own messages to read, and no session to end.</summary>
    private static Task RejectMethodAsync(HttpContext http)
    {
        http.Response.Headers.Allow = HttpMethods.Post;
        return WriteErrorAsync(
            http, StatusCodes.Status405MethodNotAllowed, McpErrorCode.InvalidRequest,
            "This is the MCP server of JusInfer. Connect an MCP client to it, with OAuth or with a key as a bearer token: /docs/mcp/ says how.");
    }

    private static Task WriteErrorAsync(HttpContext http, int status, McpErrorCode code, string message)
    {
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        var error = new JsonRpcError { Error = new JsonRpcErrorDetail { Code = (int)code, Message = message } };
        return Results.Json(error, TypeOf<JsonRpcError>(), statusCode: status).ExecuteAsync(http);
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
