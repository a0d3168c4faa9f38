namespace JusInfer.Portal.Routing.Steps;

/// <summary>The step head that is part of the program.</summary>
internal static class StepClassifiers
{
    private const string File = "step-head.bin";

    /// <summary>The head, or a sentence that says why its file is not used, which stops the start.</summary>
    public static Result<StepClassifier, string> Shipped { get; } = Read();

    private static Result<StepClassifier, string> Read()
    {
        using var stream = typeof(StepClassifiers).Assembly.GetManifestResourceStream(typeof(StepClassifiers), File);
        if (stream is null) return $"The model file {File} is missing in the program.";
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return StepClassifierFile.Read(File, bytes);
    }
}
