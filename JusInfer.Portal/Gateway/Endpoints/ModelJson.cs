using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>Writes a model in OpenAI's format for <c>/v1/models</c>. Prices are in USD per million tokens.</summary>
internal static class ModelJson
{
    public static void WriteAuto(Utf8JsonWriter writer, CatalogSnapshot snapshot)
    {
        WriteStart(writer, snapshot.Auto.Id, "jusinfer", created: 0);
        writer.WriteNumber("context_length", ListedModel.MaxContext(snapshot));
        WriteCapabilities(writer, ListedModel.ChatModels(snapshot).Aggregate(Capabilities.None, (all, model) => all | model.Capabilities));
        writer.WriteNull("pricing");
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Model model, DateOnly day)
    {
        WriteStart(writer, model.Id, model.Id.Split('/')[0], ListedModel.ReleaseDate(model).ToUnixTimeSeconds());
        writer.WriteNumber("context_length", model.ContextWindow);
        if (model.MaxOutputTokens is { } maxOutputTokens) writer.WriteNumber("max_output_tokens", maxOutputTokens);
        WriteCapabilities(writer, model.Capabilities);
        WritePricing(writer, model.Prices, day);
        writer.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter writer, string id, string owner, long created)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("object", "model");
        writer.WriteNumber("created", created);
        writer.WriteString("owned_by", owner);
    }

    private static void WriteCapabilities(Utf8JsonWriter writer, Capabilities capabilities)
    {
        writer.WriteStartArray("capabilities");
        foreach (var name in CatalogNames.Capabilities.WriteFlags(capabilities)) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    private static void WritePricing(Utf8JsonWriter writer, PriceBook prices, DateOnly day)
    {
        writer.WriteStartObject("pricing");
        var price = prices.Free ? null : prices.At(day);
        writer.WriteString("unit", "usd_per_million_tokens");
        WriteAmounts(writer, price);
        if (price is { Tiers.IsEmpty: false })
        {
            writer.WriteStartArray("tiers");
            foreach (var tier in price.Tiers)
            {
                writer.WriteStartObject();
                writer.WriteNumber("above", tier.AboveTokens!.Value);
                WriteAmounts(writer, tier);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteAmounts(Utf8JsonWriter writer, Price? price)
    {
        writer.WriteNumber("input", price?.InputPerMillion.Usd ?? 0);
        writer.WriteNumber("cache_read", price?.CacheReadPerMillion.Usd ?? 0);
        writer.WriteNumber("cache_write_5m", price?.CacheWrite5mPerMillion.Usd ?? 0);
        writer.WriteNumber("cache_write_1h", price?.CacheWrite1hPerMillion.Usd ?? 0);
        writer.WriteNumber("output", price?.OutputPerMillion.Usd ?? 0);
        if (price?.AudioInputPerMillion is { } audioInput) writer.WriteNumber("audio_input", audioInput.Usd);
        if (price?.AudioOutputPerMillion is { } audioOutput) writer.WriteNumber("audio_output", audioOutput.Usd);
    }
}
