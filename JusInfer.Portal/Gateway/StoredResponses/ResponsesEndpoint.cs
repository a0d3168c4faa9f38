using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>Returns and deletes stored responses of the key's member or team, and lists their input items.</summary>
internal sealed class ResponsesEndpoint(StoredResponseService responses)
{
    private const string Json = "application/json";

    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static void Map(IEndpointRouteBuilder responses)
    {
        responses.MapGet("/{id}", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.FindAsync(context, id));
        responses.MapDelete("/{id}", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.RemoveAsync(context, id));
        responses.MapGet(
            "/{id}/input_items", (ResponsesEndpoint endpoint, HttpContext context, string id) => endpoint.ListInputAsync(context, id));
    }

    private async Task<IResult> FindAsync(HttpContext context, string id)
    {
        if ((string?)context.Request.Query["stream"] is "true")
            return new ErrorResult(
                new GatewayError(400, ErrorCodes.Unsupported, "A stored response cannot be streamed. Leave 'stream' out.")
                {
                    Param = "stream",
                });
        return await responses.FindAsync(ResponseAccess.From(HolderOf(context)), id, context.RequestAborted) is { } response
            ? Results.Bytes(response.Response, Json)
            : NotFound(context, id);
    }

    private async Task<IResult> RemoveAsync(HttpContext context, string id)
    {
        if (!await responses.RemoveAsync(ResponseAccess.From(HolderOf(context)), id, context.RequestAborted)) return NotFound(context, id);
        return Results.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object> { ["id"] = id, ["object"] = "response", ["deleted"] = true }),
            Json);
    }

    /// <summary>
    /// Lists the input items, newest first unless <c>order=asc</c>. The parameter <c>after</c> is the id of the previous page's last item.
    /// </summary>
    private async Task<IResult> ListInputAsync(HttpContext context, string id)
    {
        var query = context.Request.Query;
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var limitText)
            && !(int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return new ErrorResult(
                GatewayError.InvalidRequest($"The parameter 'limit' must be a whole number from 1 to {MaxLimit}.", "limit"));
        if ((string?)query["order"] is { } order && order is not ("asc" or "desc"))
            return new ErrorResult(GatewayError.InvalidRequest("The parameter 'order' must be asc or desc.", "order"));
        if (await responses.FindAsync(ResponseAccess.From(HolderOf(context)), id, context.RequestAborted) is not { } response) return NotFound(context, id);

        var items = InputItems.Read(response);
        if ((string?)query["order"] != "asc") items.Reverse();
        var start = 0;
        if ((string?)query["after"] is { Length: > 0 } after)
        {
            start = items.FindIndex(item => item.Id == after) + 1;
            if (start == 0)
                return new ErrorResult(
                    GatewayError.InvalidRequest(
                        "The parameter 'after' is not the id of an item of this response. Pass the 'last_id' of the previous page, or leave "
                        + "it out.",
                        "after"));
        }

        return Results.Bytes(
            InputItems.Page(items.Slice(start, Math.Min(limit, items.Count - start)), hasMore: items.Count - start > limit), Json);
    }

    private static KeyHolder HolderOf(HttpContext context) => context.Features.GetRequiredFeature<Caller>().Holder;

    private static ErrorResult NotFound(HttpContext context, string id) => new(new GatewayError(
        404, ErrorCodes.NotFound,
        $"No response '{(id.Length <= 100 ? id : string.Concat(id.AsSpan(0, 100), "…"))}' is stored for this key: "
        + $"{StoredResponseService.ReasonFor(HolderOf(context))}.")
    {
        Param = "response_id",
    });
}
