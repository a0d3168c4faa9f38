namespace JusInfer.Portal.Routing.Steps;

/// <summary>The step head that is part of the program.</summary>
internal static class StepHeads
{
    private const string File = "step-head.bin";

    /// <summary>The head, or a sentence that says why its file is not used, which stops the start.</summary>
    public static Result<StepHead, string> Shipped { get; } = Read();

    private static Result<StepHead, string> Read()
    {
        using var stream = typeof(StepHeads).Assembly.GetManifestResourceStream(typeof(StepHeads), File);
        if (stream is null) return $"The model file {File} is missing in the program.";
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return StepHeadFile.Read(File, bytes);
    }
}
