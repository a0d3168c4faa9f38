namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads the credential of a provider from where the catalog says: an environment variable or a file.</summary>
/// <param name="environment">Returns the value of an environment variable; null if it is unset.</param>
/// <param name="files">Reads a file.</param>
internal sealed class CredentialReader(Func<string, string?> environment, Func<string, CredentialFile> files)
{
    public ConfiguredCredential Read(JsonFields fields)
    {
        var (variable, file) = (ReadVariable(fields), fields.Text("apiKeyFile"));
        if (variable is not null && file is not null) fields.AddError("apiKeyFile", "is set together with apiKeyEnv; write one of them.");
        var content = variable is null && file is not null ? files(file) : default;
        var credential = variable is not null ? CredentialIn(environment(variable)) : content.Credential;
        var origin = credential is null ? CredentialOrigin.None : variable is not null ? CredentialOrigin.Environment : CredentialOrigin.File;
        return new ConfiguredCredential(variable, file, credential, origin, content.Fault);
    }

    private static string? ReadVariable(JsonFields fields)
    {
        if (fields.Text("apiKeyEnv") is not { } name) return null;
        if (IsVariableName(name)) return name;

        // The message does not repeat the text, because it is likely to be the credential itself.
        fields.AddError("apiKeyEnv", "is not the name of an environment variable; write the name, not the credential itself.");
        return null;
    }

    private static Secret? CredentialIn(string? value) => string.IsNullOrWhiteSpace(value) ? null : new Secret(value.Trim());

    private static bool IsVariableName(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}

/// <summary>What the catalog says about the credential of a provider.</summary>
/// <param name="Variable">The environment variable that contains it; null if the catalog names none.</param>
/// <param name="File">The file that contains it; null if the catalog names none.</param>
/// <param name="Credential">The credential; null if there is none.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="FileFault">Why the file contains none; null if there is no file or no fault.</param>
internal readonly record struct ConfiguredCredential(string? Variable, string? File, Secret? Credential, CredentialOrigin Origin, string? FileFault);
