namespace MLOpsFunctions.Training;

/// <summary>The closed list of model kinds and their readers. A model file names one of these; nothing in it can name a type.</summary>
public static class ModelKinds
{
}
