rest_api_source({'a': '''x
''' 'y' r"\z", 'b': (1, -2.5e3, 0x1F, None), 'c': [True, {}], 'd': dlt.secrets.get('k', 'v'),}) # end
