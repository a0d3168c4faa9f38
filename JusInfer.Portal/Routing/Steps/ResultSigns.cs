namespace JusInfer.Portal.Routing.Steps;

/// <summary>What the result of a tool call shows.</summary>
[Flags]
internal enum ResultSigns : byte
{
    None = 0,
    Error = 1,
    Traceback = 1 << 1,
    Passed = 1 << 2,
    Failed = 1 << 3,
    Diff = 1 << 4,
    Truncated = 1 << 5,
    Empty = 1 << 6,
}

/// <summary>Finds these signs in a result.</summary>
internal static class ResultSignsReader
{
    /// <summary>The part of a result that is read: its end, where programs report errors and totals.</summary>
    private const int MaxBytes = 8 * 1024;

    /// <summary>A result of fewer bytes is empty, apart from a return code.</summary>
    private const int MaxEmptyBytes = 48;

    public static ResultSigns Read(ReadOnlySpan<byte> result)
    {
        var text = result[Math.Max(0, result.Length - MaxBytes)..];
        var signs = result.Length <= MaxEmptyBytes ? ResultSigns.Empty : ResultSigns.None;
        if (text.IndexOf("Traceback (most recent"u8) >= 0) signs |= ResultSigns.Traceback | ResultSigns.Error;
        if (text.IndexOf("Error"u8) >= 0 || text.IndexOf("error:"u8) >= 0 || text.IndexOf("No such file"u8) >= 0 || text.IndexOf("command not found"u8) >= 0) signs |= ResultSigns.Error;
        if (text.IndexOf(" passed"u8) >= 0 || text.IndexOf("\nOK"u8) >= 0) signs |= ResultSigns.Passed;
        if (text.IndexOf("FAILED"u8) >= 0 || text.IndexOf(" failed"u8) >= 0 || text.IndexOf("FAIL:"u8) >= 0) signs |= ResultSigns.Failed;
        if (text.IndexOf("diff --git"u8) >= 0 || text.IndexOf("@@ -"u8) >= 0) signs |= ResultSigns.Diff;
        if (text.IndexOf("truncated"u8) >= 0 || text.IndexOf("elided"u8) >= 0 || text.IndexOf("too long"u8) >= 0) signs |= ResultSigns.Truncated;
        return signs;
    }
}
