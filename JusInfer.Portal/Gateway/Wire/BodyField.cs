namespace JusInfer.Portal.Gateway.Wire;

/// <summary>The position of a property in a JSON body.</summary>
/// <param name="Start">The offset of the property's name, including the opening quote.</param>
/// <param name="Value">The range of the value.</param>
internal readonly record struct BodyField(int Start, Range Value)
{
    /// <summary>The range of the name and the value.</summary>
    public Range FullRange => Start..Value.End;
}
