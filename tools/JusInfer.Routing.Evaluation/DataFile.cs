using System.IO.Compression;
using System.Text.Json;

namespace JusInfer.Routing.Evaluation;

/// <summary>Reads the rows of a data set: one JSON object per line, compressed.</summary>
internal static class DataFile
{
    public static IEnumerable<JsonElement> Rows(string folder, string name)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(folder, name + ".dev.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return JsonElement.Parse(line);
    }

    public static double? Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
